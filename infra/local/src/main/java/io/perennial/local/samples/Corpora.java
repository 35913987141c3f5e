package io.perennial.local.samples;

import io.perennial.local.LocalSettings;
import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.schemas.records.Modality;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each model of the local run learns from: the user's data where given, else data that every installation has. */
public final class Corpora {
    private static final int PARAGRAPHS_PER_LIBRARY = 1000;
    private static final int GOLD_PER_LABEL = 200;
    private static final int GOLD_PER_TEMPLATE = 8;
    private static final int PERCENT_OF_PICTURES_LATER = 5;

    private final LocalSettings settings;
    private final Map<Modality, UserData> own = new EnumMap<>(Modality.class);

    /**
     * Reads the user's data at once, so that what is wrong with them is said before anything starts.
     *
     * @throws ServiceException of kind usage if an option names what cannot be used
     */
    public Corpora(LocalSettings settings) {
        this.settings = settings;
        readOwn(settings.text(), "--text", Modality.TEXT);
        readOwn(settings.logs(), "--logs", Modality.LOGS);
        readOwn(settings.images(), "--images", Modality.IMAGES);
    }

    public Corpus text() {
        List<LabelledSample> paragraphs = new SourceJars(settings.sources(), PARAGRAPHS_PER_LIBRARY).chosen();
        return chosen(
                Corpus.of(Modality.TEXT, "documentation", "text-libraries", HeldOut.of(paragraphs, GOLD_PER_LABEL)));
    }

    /** Texts for later: the paragraphs of the libraries that {@link #text()} leaves out. None beside the user's own. */
    public List<LabelledSample> laterTexts() {
        return settings.text() == null
                ? HeldOut.publishable(new SourceJars(settings.sources(), PARAGRAPHS_PER_LIBRARY).others())
                : List.of();
    }

    public Corpus images(MlflowEnvironment environment) {
        HeldOut digits = digits(environment);
        HeldOut atOnce = new HeldOut(digits.gold(), HeldOut.without(digits.published(), PERCENT_OF_PICTURES_LATER));
        return chosen(Corpus.of(Modality.IMAGES, "scanner", "image-digits", atOnce));
    }

    /** Pictures for later: one in twenty. None beside the user's own. */
    public List<LabelledSample> laterImages(MlflowEnvironment environment) {
        return settings.images() == null
                ? HeldOut.only(digits(environment).published(), PERCENT_OF_PICTURES_LATER)
                : List.of();
    }

    public Corpus logs(OwnLogs logs) {
        return chosen(Corpus.of(
                Modality.LOGS, "broker", "log-subsystems", HeldOut.fromEachGroup(logs.read(), GOLD_PER_TEMPLATE)));
    }

    private HeldOut digits(MlflowEnvironment environment) {
        Path directory = settings.directory().resolve("samples").resolve("digits");
        return HeldOut.of(new Digits(environment, directory).read(), GOLD_PER_LABEL);
    }

    private void readOwn(@Nullable Path path, String option, Modality modality) {
        if (path != null) {
            own.put(modality, UserData.read(path, option, modality));
        }
    }

    private Corpus chosen(Corpus standard) {
        UserData data = own.get(standard.modality());
        return data == null ? standard : data.instead(standard, GOLD_PER_LABEL);
    }
}
