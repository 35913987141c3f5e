package io.perennial.encoders;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.schemas.blobs.DirectoryBlobStore;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every objective over pictures: chosen by one key, learns, resumes bit for bit, embeds without its head. */
class ImageObjectivesTest {
    private static final List<Content> PICTURES = pictures();

    private static final Map<String, String> SMALLER = Map.of(
            "decoder.width", "8",
            "head.hidden", "16",
            "head.output", "8",
            "predictor.hidden", "16",
            "queue", "16",
            "prototypes", "32",
            "small.size", "4",
            "small.views", "2",
            "momentum", "0.9",
            "vocabulary", "300");

    private static final Map<String, String> DISTILLING = Map.of("distillation.weight", "1");

    @TempDir
    Path directory;

    private DirectoryBlobStore blobs;
    private Checkpoints checkpoints;

    @BeforeEach
    void openStore() {
        blobs = new DirectoryBlobStore(directory);
        checkpoints = new Checkpoints(blobs);
    }

    static Stream<String> objectives() {
        return Objective.reading(Objective.Input.PICTURES).stream().map(Objective::label);
    }

    static Stream<String> distillingObjectives() {
        return Objective.distilling().stream()
                .filter(objective -> objective.input() == Objective.Input.PICTURES)
                .map(Objective::label);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void defaultsAreComplete(String objective) {
        // when
        ModelConfiguration configuration = ModelConfiguration.named("image-encoder", Map.of("objective", objective));

        // then
        assertThat(configuration.objective().label()).isEqualTo(objective);
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void lossFallsWithinAFewSteps(String objective) {
        try (Pretraining training = checkpoints.start(small(objective), 1, PICTURES)) {
            // given
            int untilTheQueueOfKeysIsFull = 2;
            meanLoss(training, untilTheQueueOfKeysIsFull);

            // when
            double early = meanLoss(training, 8);
            meanLoss(training, 40);
            double late = meanLoss(training, 8);

            // then
            assertThat(late).isLessThan(early);
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void resumedTrainingEqualsUninterruptedTrainingBitForBit(String objective) throws IOException {
        // given
        SavedCheckpoint uninterrupted = train(objective, 4);
        SavedCheckpoint half = train(objective, 2);

        // when
        SavedCheckpoint resumed;
        try (Pretraining training = checkpoints.resume(half.manifest())) {
            meanLoss(training, 2);
            resumed = training.save(blobs, Samples.lineage());
        }

        // then
        assertThat(checkpoints.read(resumed.manifest()).tensors())
                .isEqualTo(checkpoints.read(uninterrupted.manifest()).tensors());
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void embeddingIsAsWideAsTheEncoder(String objective) throws IOException {
        try (Encoder encoder = checkpoints.load(train(objective, 1).manifest())) {
            assertThat(encoder.embed(PICTURES.subList(0, 3))).hasDimensions(3, 16);
            assertThat(encoder.selfTest()).isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void activationsThatAreComputedAgainGiveTheSameBits(String objective) throws IOException {
        // given
        SavedCheckpoint kept = train(small(objective, Map.of("layers", "3")), 4);

        // when
        SavedCheckpoint again = train(small(objective, Map.of("layers", "3", "activations", "recompute")), 4);

        // then
        assertThat(checkpoints.read(again.manifest()).tensors())
                .isEqualTo(checkpoints.read(kept.manifest()).tensors());
    }

    @ParameterizedTest
    @MethodSource("distillingObjectives")
    void anUpdateDistilsFromTheEncoderThatItBeganWith(String objective) {
        try (Pretraining training = checkpoints.start(small(objective, DISTILLING), 1, PICTURES)) {
            // given
            training.begin(2);
            meanLoss(training, 2);
            double first = distillation(training);

            // when
            training.begin(32);
            meanLoss(training, 1);
            double early = distillation(training);
            meanLoss(training, 31);
            double late = distillation(training);

            // then
            assertThat(first).isZero();
            assertThat(early).isGreaterThan(0.1);
            assertThat(late).isLessThan(0.6 * early);
        }
    }

    @ParameterizedTest
    @MethodSource("distillingObjectives")
    void updatesThatDistilEqualTheUninterruptedOnesBitForBit(String objective) throws IOException {
        // given
        SavedCheckpoint half;
        SavedCheckpoint uninterrupted;
        try (Pretraining training = checkpoints.start(small(objective, DISTILLING), 1, PICTURES)) {
            training.begin(2);
            meanLoss(training, 2);
            half = training.save(blobs, Samples.lineage());
            training.begin(2);
            meanLoss(training, 2);
            uninterrupted = training.save(blobs, Samples.lineage());
        }

        // when
        SavedCheckpoint resumed;
        try (Pretraining training = checkpoints.resume(half.manifest())) {
            training.begin(2);
            meanLoss(training, 2);
            resumed = training.save(blobs, Samples.lineage());
        }

        // then
        assertThat(checkpoints.read(resumed.manifest()).tensors())
                .isEqualTo(checkpoints.read(uninterrupted.manifest()).tensors());
    }

    @ParameterizedTest
    @MethodSource("distillingObjectives")
    void lossIsTheSumOfItsWeightedParts(String objective) {
        try (Pretraining training = checkpoints.start(small(objective, DISTILLING), 1, PICTURES)) {
            // given
            training.begin(1);
            meanLoss(training, 1);

            // when
            training.begin(1);
            double loss = meanLoss(training, 1);

            // then
            assertThat(training.losses()).hasSize(2).containsKey("distillation");
            assertThat(training.losses().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .isCloseTo(loss, within(1e-9));
        }
    }

    @Test
    void queueOfHalfTheBytesIsResumedBitForBit() throws IOException {
        // given
        Map<String, String> half = Map.of("queue.type", "bf16");
        SavedCheckpoint middle;
        SavedCheckpoint uninterrupted;
        try (Pretraining training = checkpoints.start(small("moco", half), 1, PICTURES)) {
            meanLoss(training, 3);
            middle = training.save(blobs, Samples.lineage());
            meanLoss(training, 3);
            uninterrupted = training.save(blobs, Samples.lineage());
        }

        // when
        SavedCheckpoint resumed;
        try (Pretraining training = checkpoints.resume(middle.manifest())) {
            meanLoss(training, 3);
            resumed = training.save(blobs, Samples.lineage());
        }

        // then
        Manifest.Vector keys = checkpoints.read(resumed.manifest()).vector("keys");
        Manifest.Vector wholeKeys =
                checkpoints.read(train("moco", 1).manifest()).vector("keys");
        assertThat(checkpoints.read(resumed.manifest()).tensors())
                .isEqualTo(checkpoints.read(uninterrupted.manifest()).tensors());
        assertThat(keys.blob().getBytes()).isEqualTo((8 + 16) * 8 * 2);
        assertThat(wholeKeys.blob().getBytes()).isEqualTo((8 + 16) * 8 * 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rotation", "jigsaw", "clip"})
    void otherObjectivesRefuseToDistil(String objective) {
        assertThatThrownBy(() -> small(objective, DISTILLING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown key distillation.weight; known for " + objective + " are ")
                .hasMessageNotContaining("\n");
    }

    private static double distillation(Pretraining training) {
        return requireNonNull(training.losses().get("distillation"));
    }

    private SavedCheckpoint train(String objective, int steps) throws IOException {
        return train(small(objective), steps);
    }

    private SavedCheckpoint train(ModelConfiguration configuration, int steps) throws IOException {
        try (Pretraining training = checkpoints.start(configuration, 1, PICTURES)) {
            meanLoss(training, steps);
            return training.save(blobs, Samples.lineage());
        }
    }

    private static double meanLoss(Pretraining training, int steps) {
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            int from = 8 * (int) training.steps() % PICTURES.size();
            sum += training.step(PICTURES.subList(from, from + 8)).loss();
        }
        return sum / steps;
    }

    private static ModelConfiguration small(String objective) {
        return small(objective, Map.of());
    }

    private static ModelConfiguration small(String objective, Map<String, String> more) {
        Map<String, String> defaults = ModelConfiguration.named("image-encoder", Map.of("objective", objective))
                .values();
        Map<String, String> values = new TreeMap<>(Map.of(
                "objective", objective,
                "width", "16",
                "layers", "1",
                "heads", "2",
                "batch.size", "8",
                "image.size", "8",
                "patch.size", "2",
                "learning.rate", "0.005",
                "warmup.steps", "5"));
        SMALLER.forEach((key, value) -> {
            if (defaults.containsKey(key)) {
                values.put(key, value);
            }
        });
        values.putAll(more);
        return ModelConfiguration.named("image-encoder", values);
    }

    /** Discs of different colours on different grounds, with captions: easy to tell apart, also when cropped. */
    private static List<Content> pictures() {
        List<Content> pictures = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
            int ground = Color.HSBtoRGB(i / 16f, 1, 0.9f);
            int disc = Color.HSBtoRGB(i * 5 % 16 / 16f, 0.5f, 0.4f);
            for (int pixel = 0; pixel < 64; pixel++) {
                int x = pixel % 8 - 2 - i % 4;
                int y = pixel / 8 - 2 - i / 4;
                image.setRGB(pixel % 8, pixel / 8, x * x + y * y < 7 ? disc : ground);
            }
            pictures.add(new Content.Image(png(image), "disc " + i * 5 % 16 + " on ground " + i));
        }
        return pictures;
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
