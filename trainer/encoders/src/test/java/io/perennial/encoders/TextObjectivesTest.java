package io.perennial.encoders;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every objective over text: chosen by one key, learns, resumes bit for bit, embeds as wide as the encoder. */
class TextObjectivesTest extends ObjectivesContract {
    private static final int BATCH = 8;
    private static final List<Content> TEXTS = texts();

    TextObjectivesTest() {
        super(TEXTS);
    }

    static Stream<String> objectives() {
        return Objective.reading(Objective.Input.TEXT).stream().map(Objective::label);
    }

    static Stream<String> distillingObjectives() {
        return Stream.of("masked-language");
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void defaultsAreComplete(String objective) {
        for (String model : List.of("text-encoder", "log-encoder")) {
            // when
            ModelConfiguration configuration = ModelConfiguration.named(model, Map.of("objective", objective));

            // then
            assertThat(configuration.objective().label()).isEqualTo(objective);
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void lossFallsWithinAFewSteps(String objective) {
        try (Pretraining training = start(small(objective))) {
            // when
            double early = meanLoss(training, 8);
            meanLoss(training, 48);
            double late = meanLoss(training, 8);

            // then
            assertThat(late).isLessThan(0.9 * early);
        }
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void embeddingOfTokensIsTheMeanOfTheirRowsWhateverTheirOrder(String objective) throws IOException {
        // given
        ModelConfiguration configuration = small(objective, Map.of("embedding", "tokens"));
        BlobRef trained = train(configuration, 2).manifest();
        Manifest manifest = checkpoints.read(trained);
        float[] parameters = manifest.released()
                .stored()
                .decode(blobs.get(manifest.released().blob()));
        Manifest.Part table = manifest.released().parts().stream()
                .filter(part -> part.name().equals("tokens"))
                .findFirst()
                .orElseThrow();
        int[] tokens = TokenizerJson.read(blobs.get(requireNonNull(manifest.tokenizer())))
                .encode("three two one");

        // when
        float[] embedding;
        try (Encoder encoder = checkpoints.load(trained)) {
            embedding = encoder.embed(List.of(new Content.Text("three two one")))[0];
        }

        // then
        for (int i = 0; i < embedding.length; i++) {
            double sum = 0;
            for (int token : tokens) {
                sum += parameters[Math.toIntExact(table.offset()) + token * embedding.length + i];
            }
            assertThat((double) embedding[i]).isCloseTo(sum / tokens.length, within(1e-6));
        }
    }

    @Test
    void whatIsEmbeddedWithDoesNotChangeWhatIsLearned() throws IOException {
        // given
        SavedCheckpoint states = train(small("masked-language"), 2);

        // when
        SavedCheckpoint tokens = train(small("masked-language", Map.of("embedding", "tokens")), 2);

        // then
        assertThat(tensors(tokens)).isEqualTo(tensors(states));
    }

    @Test
    void centreOfTheHypersphereIsPartOfACheckpoint() throws IOException {
        // when
        Manifest start = checkpoints.read(train(small("log-key"), 0).manifest());
        Manifest trained = checkpoints.read(train(small("log-key"), 1).manifest());

        // then
        assertThat(trained.vector("hypersphere.centre").blob())
                .isNotEqualTo(start.vector("hypersphere.centre").blob());
    }

    @ParameterizedTest
    @ValueSource(strings = {"masked-language", "sentence-order"})
    void trainingThatFavoursHardTokensAndChangesItsSharesResumesBitForBit(String objective) throws IOException {
        // given
        Map<String, String> values = Map.of(
                "mask.hard.share",
                "0.8",
                "accumulation",
                "2",
                "curriculum",
                "mask.share from 0.5 over 3, mask.hard.share from 0 over 5");
        SavedCheckpoint uninterrupted = train(small(objective, values), 4);
        SavedCheckpoint half = train(small(objective, values), 2);

        // when
        SavedCheckpoint resumed = resume(half, 2);

        // then
        assertThat(tensors(resumed)).containsKey("token.losses").isEqualTo(tensors(uninterrupted));
    }

    @Test
    void favouringHardTokensLearns() {
        try (Pretraining training = start(small("masked-language", Map.of("mask.hard.share", "0.5")))) {
            // when
            double early = meanLoss(training, 8);
            meanLoss(training, 48);
            double late = meanLoss(training, 8);

            // then
            assertThat(late).isLessThan(0.9 * early);
        }
    }

    @Test
    void lineOfParentsMayBeginToFavourHardTokens() throws IOException {
        // given
        Manifest parent = checkpoints.read(train(small("masked-language"), 2).manifest());
        Manifest changed = new Manifest(
                parent.checkpointId(),
                small("masked-language", Map.of("mask.hard.share", "0.5")),
                parent.seed(),
                parent.steps(),
                parent.lineage(),
                parent.tensors(),
                parent.tokenizer(),
                parent.probe(),
                parent.trace(),
                parent.environment());
        BlobRef reference = blobs.put(ManifestJson.write(changed), ManifestJson.MEDIA_TYPE);

        // when
        SavedCheckpoint resumed;
        try (Pretraining training = checkpoints.resume(reference)) {
            resumed = trained(training, 1);
        }

        // then
        assertThat(tensors(resumed)).containsKey("token.losses");
    }

    @Test
    void withoutFavourACheckpointKeepsNoLossesOfTokens() throws IOException {
        assertThat(checkpoints
                        .read(train(small("masked-language"), 1).manifest())
                        .tensors())
                .doesNotContainKey("token.losses");
    }

    @Test
    void orderAndHypersphereGoBesideAnyObjectiveThatHidesTokens() {
        // given
        Map<String, String> weights = Map.of("order.weight", "0.5", "hypersphere.weight", "0.1");
        try (Pretraining training = start(small("span-corruption", weights))) {
            // when
            double early = meanLoss(training, 8);
            meanLoss(training, 48);
            double late = meanLoss(training, 8);

            // then
            assertThat(late).isLessThan(0.9 * early);
        }
    }

    @Test
    void anUpdateDistilsFromTheEncoderThatItBeganWith() {
        // given
        Map<String, String> weight = Map.of("distillation.weight", "1");
        try (Pretraining training = start(small("masked-language", weight))) {
            training.begin(2);
            meanLoss(training, 2);
            double first = distillation(training);

            // when
            training.begin(16);
            meanLoss(training, 1);
            double early = distillation(training);
            meanLoss(training, 15);
            double late = distillation(training);

            // then
            assertThat(first).isZero();
            assertThat(early).isGreaterThan(0.1);
            assertThat(late).isLessThan(0.5 * early);
        }
    }

    @Test
    void modelOverPiecesOfAUnigramTokenizerIsResumedBitForBit() throws IOException {
        // given
        ModelConfiguration configuration = small("masked-language", Map.of("tokenizer", "unigram"));
        SavedCheckpoint half;
        SavedCheckpoint uninterrupted;
        try (Pretraining training = start(configuration)) {
            half = trained(training, 2);
            uninterrupted = trained(training, 2);
        }

        // when
        SavedCheckpoint resumed = resume(half, 2);

        // then
        assertThat(tensors(resumed)).isEqualTo(tensors(uninterrupted));
        assertThat(checkpoints.read(resumed.manifest()).tokenizer())
                .isEqualTo(checkpoints.read(half.manifest()).tokenizer());
    }

    @Test
    void tokenizerOfAFileIsUsedAndTravelsInTheCheckpoint() throws IOException {
        // given
        Path file = directory.resolve("tokenizer.json");
        try (InputStream stream = TextObjectivesTest.class.getResourceAsStream("/tokenizers/byte-level-bpe.json")) {
            Files.copy(stream, file);
        }
        Map<String, String> given = Map.of("tokenizer.file", file.toString(), "vocabulary", "400");
        SavedCheckpoint saved;
        try (Pretraining training = start(small("masked-language", given))) {
            saved = training.save(blobs, Samples.lineage());
        }

        // when
        Files.delete(file);

        // then
        try (Encoder encoder = checkpoints.load(saved.manifest())) {
            assertThat(encoder.selfTest()).isLessThan(1e-5);
        }
    }

    @Test
    void tokenizerThatIsLargerThanTheModelIsRefused() throws IOException {
        // given
        Path file = directory.resolve("tokenizer.json");
        try (InputStream stream = TextObjectivesTest.class.getResourceAsStream("/tokenizers/byte-level-bpe.json")) {
            Files.copy(stream, file);
        }
        Map<String, String> given = Map.of("tokenizer.file", file.toString(), "vocabulary", "290");

        // then
        assertThatThrownBy(() -> start(small("masked-language", given)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vocabulary was 290; it must be at least 301");
    }

    @Override
    ModelConfiguration small(String objective, Map<String, String> more) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "objective", objective,
                "width", "16",
                "layers", "1",
                "heads", "2",
                "batch.size", Integer.toString(BATCH),
                "vocabulary", "300",
                "length", "16",
                "learning.rate", "0.01",
                "warmup.steps", "5"));
        values.putAll(more);
        return ModelConfiguration.named("text-encoder", values);
    }

    /** A story whose order is easy to learn, told from different places; each line is a sentence. */
    private static List<Content> texts() {
        List<String> story = List.of("one came.", "two sat down.", "three ate.", "four slept.", "five left.");
        List<Content> texts = new ArrayList<>();
        for (int i = 0; i < 2 * BATCH; i++) {
            texts.add(new Content.Text(String.join("\n", story.subList(i % 3, i % 3 + 3))));
        }
        return texts;
    }
}
