package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a checkpoint would lose on contents that it is not trained on. */
class FrozenLossTest {
    private static final List<Content> TEXTS = Samples.texts(64, 11);

    @TempDir
    Path directory;

    private DirectoryBlobStore blobs;
    private Checkpoints checkpoints;

    @BeforeEach
    void openStore() {
        blobs = new DirectoryBlobStore(directory);
        checkpoints = new Checkpoints(blobs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"masked-language", "causal-language", "span-corruption", "sentence-order"})
    void textsLikeThoseOfTrainingLoseLessThanTheSameLettersShuffled(String objective) throws IOException {
        // given
        BlobRef manifest = trained(text(objective), TEXTS, 120);

        // when
        double alike = mean(losses(manifest, Samples.texts(40, 12)));
        double shuffled = mean(losses(
                manifest,
                Samples.texts(40, 12).stream().map(FrozenLossTest::shuffled).toList()));

        // then
        assertThat(alike).isPositive().isLessThan(0.8 * shuffled);
    }

    @Test
    void lossOfOneContentIsThatOfTheStepOfTrainingThatWouldComeNext() throws IOException {
        // given a model that trains on one text in a step
        Map<String, String> single = new TreeMap<>(Samples.SMALL_TEXT);
        single.put("batch.size", "1");
        BlobRef manifest = trained(ModelConfiguration.named("text-encoder", single), TEXTS, 3);

        // when
        double frozen = losses(manifest, TEXTS.subList(7, 8))[0];

        // then
        try (Pretraining training = checkpoints.resume(manifest)) {
            assertThat(frozen).isCloseTo(training.step(TEXTS.subList(7, 8)).loss(), within(1e-5));
        }
    }

    @Test
    void samePlaceGivesTheSameBitsWhateverStandsBeside() throws IOException {
        // given
        BlobRef manifest = trained(Samples.smallText(), TEXTS, 2);

        // when
        double[] all = losses(manifest, TEXTS);

        // then
        assertThat(losses(manifest, TEXTS)).containsExactly(all);
        assertThat(losses(manifest, TEXTS.subList(0, 9))).containsExactly(Arrays.copyOf(all, 9));
    }

    @Test
    void askingChangesNoParameterAndStoresNothing() throws IOException {
        // given
        BlobRef manifest = trained(Samples.smallText(), TEXTS, 2);
        List<Path> stored = stored();
        float[][] embedded = embedded(manifest);

        // when
        losses(manifest, TEXTS);

        // then
        assertThat(stored()).isEqualTo(stored);
        assertThat(embedded(manifest)).isDeepEqualTo(embedded);
    }

    @Test
    void picturesLoseTheErrorOfTheirHiddenPatches() throws IOException {
        // given
        List<Content> pictures = Samples.pictures(4, 3);
        BlobRef manifest = trained(Samples.smallImage(), pictures, 1);

        // when
        double[] losses = losses(manifest, pictures);

        // then an untrained decoder predicts about nothing, and normalised pixels have a variance of one
        assertThat(losses).hasSize(4);
        assertThat(mean(losses)).isBetween(0.8, 1.5);
    }

    @Test
    void objectiveThatComparesContentsHasNoLossOfOne() throws IOException {
        // given
        Map<String, String> simclr = new TreeMap<>(Samples.SMALL_IMAGE);
        simclr.remove("decoder.width");
        simclr.putAll(Map.of("objective", "simclr", "head.hidden", "16", "head.output", "8"));
        List<Content> pictures = Samples.pictures(4, 3);
        BlobRef manifest = trained(ModelConfiguration.named("image-encoder", simclr), pictures, 1);

        // when / then
        assertThat(checkpoints.losses(manifest, pictures)).isEmpty();
    }

    @Test
    void emptyTextHasNothingToPredict() throws IOException {
        // given
        BlobRef manifest = trained(Samples.smallText(), TEXTS, 1);

        // when / then
        assertThat(losses(manifest, List.of(new Content.Text("")))).containsExactly(Double.NaN);
    }

    private static ModelConfiguration text(String objective) {
        Map<String, String> values = new TreeMap<>(Samples.SMALL_TEXT);
        values.putAll(Map.of(
                "objective", objective, "length", "16", "width", "32", "learning.rate", "0.01", "warmup.steps", "5"));
        if (objective.equals("causal-language")) {
            values.remove("mask.share");
        }
        return ModelConfiguration.named("text-encoder", values);
    }

    private BlobRef trained(ModelConfiguration configuration, List<Content> contents, int steps) throws IOException {
        try (Pretraining training = checkpoints.start(configuration, 1, contents)) {
            int batch = training.batchSize();
            for (int step = 0; step < steps; step++) {
                int from = step * batch % (contents.size() - batch + 1);
                training.step(contents.subList(from, from + batch));
            }
            return training.save(blobs, Samples.lineage()).manifest();
        }
    }

    private double[] losses(BlobRef manifest, List<? extends Content> contents) throws IOException {
        return checkpoints.losses(manifest, contents).orElseThrow();
    }

    private static double mean(double[] losses) {
        return Arrays.stream(losses).average().orElseThrow();
    }

    private static Content shuffled(Content content) {
        List<String> letters = new ArrayList<>(((Content.Text) content)
                .text()
                .chars()
                .mapToObj(Character::toString)
                .toList());
        Collections.shuffle(letters, new Random(5));
        return new Content.Text(String.join("", letters));
    }

    private float[][] embedded(BlobRef manifest) throws IOException {
        try (Encoder encoder = checkpoints.load(manifest)) {
            return encoder.embed(TEXTS);
        }
    }

    private List<Path> stored() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted().toList();
        }
    }
}
