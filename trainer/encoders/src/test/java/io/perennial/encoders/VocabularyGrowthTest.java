package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.checkpoint.TensorBytes;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.tokens.BytePairTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Vocabularies that grow between two updates, through checkpoints. */
class VocabularyGrowthTest extends StoredCheckpoints {
    private static final int STEPS = 4;
    private static final int KNOWN = 270;
    private static final int LIMIT = 300;
    private static final List<Content> TEXTS = Samples.texts(24, 3);
    private static final List<Content> LINES = lines();
    private static final Map<String, String> GROWING = Map.of(
            "vocabulary", Integer.toString(KNOWN),
            "vocabulary.limit", Integer.toString(LIMIT),
            "vocabulary.tokens.per.byte", "0.3");

    @Test
    void aWindowThatIsCutBadlyGrowsTheVocabularyAndTheManifestCanTell() throws IOException {
        // given
        SavedCheckpoint first = begun(model(Map.of()));

        // when
        try (Pretraining training = checkpoints.resume(first.manifest())) {
            training.grow(LINES);
            training.begin(STEPS);

            // then
            int grown = training.configuration().integer(Setting.VOCABULARY);
            assertThat(grown).isGreaterThan(KNOWN).isLessThanOrEqualTo(LIMIT);
            assertThat(training.remarks())
                    .containsEntry("vocabulary.grew.from", Integer.toString(KNOWN))
                    .containsEntry("vocabulary.grew.to", Integer.toString(grown));
            Manifest second = checkpoints.read(trained(training, LINES, STEPS).manifest());
            assertThat(tokenizer(second).vocabulary()).isEqualTo(grown);
            assertThat(second.configuration().integer(Setting.VOCABULARY)).isEqualTo(grown);
            assertThat(training.remarks()).isEmpty();
        }
    }

    @Test
    void rowsOfNewTokensAreTheMeansOfTheTokensTheyReplaceAndTheirMomentsZero() throws IOException {
        // given
        SavedCheckpoint first = begun(model(Map.of("ema.decay", "0.9")));
        Manifest before = checkpoints.read(first.manifest());

        // when
        Manifest after = checkpoints.read(grown(first).manifest());

        // then
        BytePairTokenizer old = tokenizer(before);
        BytePairTokenizer larger = tokenizer(after);
        for (String vector : List.of(Network.PARAMETERS, "average.parameters")) {
            for (String parameter : List.of("tokens", "prediction.bias")) {
                float[][] known = rows(before, vector, parameter);
                float[][] now = rows(after, vector, parameter);
                for (int token = 0; token < larger.vocabulary(); token++) {
                    int[] parts = token < old.vocabulary() ? new int[] {token} : parts(token, old, larger);
                    for (int column = 0; column < now[token].length; column++) {
                        double sum = 0;
                        for (int part : parts) {
                            sum += known[part][column];
                        }
                        assertThat(now[token][column]).isEqualTo((float) (sum / parts.length));
                    }
                }
            }
        }
        float[][] moments = rows(after, Network.SECOND_MOMENT, "tokens");
        float[][] knownMoments = rows(before, Network.SECOND_MOMENT, "tokens");
        assertThat(moments[old.vocabulary() - 1]).isEqualTo(knownMoments[old.vocabulary() - 1]);
        assertThat(moments[old.vocabulary()]).containsOnly(0);
        assertThat(after.vector(Network.PARAMETERS).parts())
                .filteredOn(part -> part.name().startsWith("block."))
                .extracting(Manifest.Part::sha256)
                .isEqualTo(before.vector(Network.PARAMETERS).parts().stream()
                        .filter(part -> part.name().startsWith("block."))
                        .map(Manifest.Part::sha256)
                        .toList());
    }

    @Test
    void textsWithoutNewTokensAreEmbeddedAsBefore() throws IOException {
        // given
        SavedCheckpoint first = begun(model(Map.of()));
        List<Content> known = List.of(new Content.Text("qqq"), new Content.Text("7"));

        // when
        SavedCheckpoint second = grown(first);

        // then
        try (Encoder before = checkpoints.load(first.manifest());
                Encoder after = checkpoints.load(second.manifest())) {
            assertThat(after.embed(known)).isDeepEqualTo(before.embed(known));
            assertThat(after.selfTest()).isZero();
        }
    }

    static Stream<Map<String, String>> choices() {
        return Stream.of(
                Map.of(),
                Map.of("ema.decay", "0.9"),
                Map.of("ewc.strength", "1000"),
                Map.of("adapter.rank", "2"),
                Map.of("distillation.weight", "1", "hypersphere.weight", "0.1"),
                Map.of("mask.hard.share", "0.5"),
                Map.of("spike.factor", "10", "accumulation", "2"),
                Map.of("objective", "causal-language"),
                Map.of("objective", "log-key"));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void aModelThatGrowsAtHandWritesTheCheckpointOfAResumedOne(Map<String, String> choices) throws IOException {
        // given
        ModelConfiguration model = model(choices);
        try (Pretraining training = checkpoints.start(model, 1, TEXTS)) {
            training.begin(STEPS);
            SavedCheckpoint first = trained(training, TEXTS, 0);

            // when
            SavedCheckpoint atHand = update(training);

            // then
            SavedCheckpoint resumed;
            try (Pretraining again = checkpoints.resume(first.manifest())) {
                resumed = update(again);
            }
            assertThat(atHand).isEqualTo(resumed);
            Manifest manifest = checkpoints.read(resumed.manifest());
            assertThat(manifest.configuration().integer(Setting.VOCABULARY)).isGreaterThan(KNOWN);
            try (Encoder encoder = checkpoints.load(resumed.manifest());
                    Encoder untrained = checkpoints.loadUntrained(resumed.manifest())) {
                assertThat(encoder.selfTest()).isZero();
                assertThat(untrained.embed(LINES).length).isEqualTo(LINES.size());
            }
        }
    }

    @Test
    void roomThatTheFirstWindowDidNotFillIsFilledFirst() throws IOException {
        // given a table larger than the tokens that the first window has pairs for
        SavedCheckpoint first = begun(model(Map.of("vocabulary", "2000", "vocabulary.limit", "2000")));
        Manifest before = checkpoints.read(first.manifest());

        // when
        Manifest after = checkpoints.read(grown(first).manifest());

        // then
        assertThat(tokenizer(before).vocabulary()).isLessThan(2000);
        assertThat(tokenizer(after).vocabulary())
                .isGreaterThan(tokenizer(before).vocabulary());
        assertThat(after.configuration()).isEqualTo(before.configuration());
        float[][] rows = rows(after, Network.PARAMETERS, "tokens");
        float[][] known = rows(before, Network.PARAMETERS, "tokens");
        int token = tokenizer(before).vocabulary();
        int[] parts = parts(token, tokenizer(before), tokenizer(after));
        assertThat((double) rows[token][0])
                .isCloseTo(
                        Arrays.stream(parts)
                                .mapToDouble(part -> known[part][0])
                                .average()
                                .orElseThrow(),
                        within(1e-7));
    }

    @Test
    void aModelWithoutALimitStaysAsItIs() throws IOException {
        // given
        SavedCheckpoint first = begun(ModelConfiguration.named("text-encoder", Samples.SMALL_TEXT));

        // then
        Manifest second = checkpoints.read(grown(first).manifest());
        assertThat(second.tokenizer())
                .isEqualTo(checkpoints.read(first.manifest()).tokenizer());
        assertThat(second.configuration())
                .isEqualTo(checkpoints.read(first.manifest()).configuration());
    }

    @Test
    void aModelThatHasGrownCanBeExported() throws IOException {
        // given
        Path file = directory.resolve("grown.zip");

        // when
        checkpoints.export(grown(begun(model(Map.of()))).manifest(), file);

        // then
        assertThat(Files.size(file)).isPositive();
    }

    @Test
    void aModelMayBeginWithOneThatHasGrown() throws IOException {
        // given
        SavedCheckpoint grown = grown(begun(model(Map.of())));
        Manifest other = checkpoints.read(grown.manifest());
        Map<String, String> values = new TreeMap<>(Map.of(
                "initial.checkpoint", blobs.path(grown.manifest()).toString(),
                "vocabulary", other.configuration().text(Setting.VOCABULARY),
                "vocabulary.limit", "400"));

        // when
        Manifest begun = checkpoints.read(checkpoints
                .start(model(values), 7, TEXTS)
                .save(blobs, Samples.lineage())
                .manifest());

        // then
        assertThat(begun.tokenizer()).isEqualTo(other.tokenizer());
        assertThat(begun.released().parts()).isEqualTo(other.released().parts());
    }

    @Test
    void aModelThatBeginsWithATokenizerThatCannotGrowIsRefused() throws IOException {
        // given
        SavedCheckpoint pieces = begun(ModelConfiguration.named("text-encoder", with(Map.of("tokenizer", "unigram"))));

        // then
        assertThatThrownBy(() -> begun(model(Map.of(
                        "vocabulary", Integer.toString(LIMIT),
                        "initial.checkpoint", blobs.path(pieces.manifest()).toString()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vocabulary.limit was 300; it must be 0 where the tokenizer of");
    }

    private SavedCheckpoint begun(ModelConfiguration model) throws IOException {
        try (Pretraining training = checkpoints.start(model, 1, TEXTS)) {
            training.begin(STEPS);
            return trained(training, TEXTS, 0);
        }
    }

    /** The checkpoint after growth and before any step. */
    private SavedCheckpoint grown(SavedCheckpoint parent) throws IOException {
        try (Pretraining training = checkpoints.resume(parent.manifest())) {
            training.grow(LINES);
            return training.save(blobs, Samples.lineage());
        }
    }

    private SavedCheckpoint update(Pretraining training) throws IOException {
        training.grow(LINES);
        training.begin(STEPS);
        return trained(training, LINES, STEPS);
    }

    private SavedCheckpoint trained(Pretraining training, List<Content> contents, int from) throws IOException {
        for (int i = from; i < from + STEPS; i++) {
            int first = training.batchSize() * i % contents.size();
            training.step(contents.subList(first, first + training.batchSize()));
        }
        return training.save(blobs, Samples.lineage());
    }

    private BytePairTokenizer tokenizer(Manifest manifest) throws IOException {
        return (BytePairTokenizer) TokenizerJson.read(blobs.get(Objects.requireNonNull(manifest.tokenizer())));
    }

    private float[][] rows(Manifest manifest, String vector, String name) throws IOException {
        ParameterLayout layout = Architecture.layout(manifest.configuration());
        float[] values = TensorBytes.get(blobs, layout, manifest.vector(vector));
        Parameter parameter = layout.parameters().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        int count = Math.toIntExact(parameter.shape().get(0));
        int width = Math.toIntExact(parameter.elements() / count);
        float[][] rows = new float[count][width];
        for (int row = 0; row < count; row++) {
            System.arraycopy(values, Math.toIntExact(parameter.offset()) + row * width, rows[row], 0, width);
        }
        return rows;
    }

    /** Tokens of the old vocabulary that a new one stands for. */
    private static int[] parts(int token, BytePairTokenizer old, BytePairTokenizer larger) {
        if (token < old.vocabulary()) {
            return new int[] {token};
        }
        BytePairTokenizer.Merge merge = larger.merges().get(token - 258);
        return IntStream.concat(
                        Arrays.stream(parts(merge.left(), old, larger)),
                        Arrays.stream(parts(merge.right(), old, larger)))
                .toArray();
    }

    private static ModelConfiguration model(Map<String, String> more) {
        Map<String, String> values = new TreeMap<>(GROWING);
        values.putAll(more);
        String objective = values.getOrDefault("objective", "masked-language");
        Map<String, String> all = with(values);
        if (objective.equals("causal-language")) {
            all.remove("mask.share");
        }
        return ModelConfiguration.named("text-encoder", all);
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> values = new TreeMap<>(Samples.SMALL_TEXT);
        values.putAll(more);
        return values;
    }

    private static List<Content> lines() {
        List<Content> lines = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            lines.add(new Content.Text("kernel: segfault at " + i + " in systemd-journald\nthrottled " + i % 5));
        }
        return lines;
    }
}
