package io.perennial.local.samples;

import io.perennial.local.LocalSettings;
import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.schemas.records.Modality;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each model of the local run learns from: the user's data where given, else data that every installation has. */
public final class Corpora {
    private static final int PARAGRAPHS_PER_LIBRARY = 1000;
    private static final int GOLD_PER_LABEL = 200;
    private static final int GOLD_PER_TEMPLATE = 8;

    private final LocalSettings settings;

    public Corpora(LocalSettings settings) {
        this.settings = settings;
    }

    public Corpus text() {
        List<LabelledSample> paragraphs = new SourceJars(settings.sources(), PARAGRAPHS_PER_LIBRARY).known();
        return chosen(
                Corpus.of(Modality.TEXT, "documentation", "text-libraries", HeldOut.of(paragraphs, GOLD_PER_LABEL)),
                settings.text(),
                "--text");
    }

    public Corpus images(MlflowEnvironment environment) {
        List<LabelledSample> digits =
                new Digits(environment, settings.directory().resolve("samples").resolve("digits")).read();
        return chosen(
                Corpus.of(Modality.IMAGES, "scanner", "image-digits", HeldOut.of(digits, GOLD_PER_LABEL)),
                settings.images(),
                "--images");
    }

    public Corpus logs(OwnLogs logs) {
        return chosen(
                Corpus.of(
                        Modality.LOGS,
                        "broker",
                        "log-subsystems",
                        HeldOut.fromEachGroup(logs.read(), GOLD_PER_TEMPLATE)),
                settings.logs(),
                "--logs");
    }

    private static Corpus chosen(Corpus standard, @Nullable Path own, String option) {
        return own == null ? standard : UserData.read(own, option).instead(standard, GOLD_PER_LABEL);
    }
}
