package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every objective over pictures: chosen by one key, learns, resumes bit for bit, embeds without its head. */
class ImageObjectivesTest extends ObjectivesContract {
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

    ImageObjectivesTest() {
        super(PICTURES);
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
        try (Pretraining training = start(small(objective))) {
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
    @MethodSource("distillingObjectives")
    void anUpdateDistilsFromTheEncoderThatItBeganWith(String objective) {
        try (Pretraining training = start(small(objective, DISTILLING))) {
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
    void lossIsTheSumOfItsWeightedParts(String objective) {
        try (Pretraining training = start(small(objective, DISTILLING))) {
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
        try (Pretraining training = start(small("moco", half))) {
            middle = trained(training, 3);
            uninterrupted = trained(training, 3);
        }

        // when
        SavedCheckpoint resumed = resume(middle, 3);

        // then
        Manifest.Vector keys = checkpoints.read(resumed.manifest()).vector("keys");
        Manifest.Vector wholeKeys =
                checkpoints.read(train(small("moco"), 1).manifest()).vector("keys");
        assertThat(tensors(resumed)).isEqualTo(tensors(uninterrupted));
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

    @Override
    ModelConfiguration small(String objective, Map<String, String> more) {
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
