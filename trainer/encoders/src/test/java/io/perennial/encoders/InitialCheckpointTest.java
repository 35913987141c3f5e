package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InitialCheckpointTest extends StoredCheckpoints {
    private static final List<Content> TEXTS = Samples.texts(16, 3);

    private SavedCheckpoint origin;

    @BeforeEach
    void trainAnotherModel() throws IOException {
        try (Pretraining training = checkpoints.start(Samples.smallText(), 1, TEXTS)) {
            training.step(TEXTS.subList(0, 4));
            origin = training.save(blobs, Samples.lineage());
        }
    }

    @Test
    void aModelOfTheSameShapeBeginsWhereTheOtherStood() throws IOException {
        // when
        Manifest begun = begin("log-encoder", Map.of("length", "8"));

        // then
        Manifest other = checkpoints.read(origin.manifest());
        assertThat(begun.released().parts()).isEqualTo(other.released().parts());
        assertThat(begun.tokenizer()).isEqualTo(other.tokenizer());
        assertThat(begun.steps()).isZero();
        assertThat(begun.configuration().text(Setting.INITIAL_CHECKPOINT))
                .endsWith(origin.checkpointId().substring(2));
    }

    @Test
    void aDeeperModelTakesTheBlocksThatTheOtherHas() throws IOException {
        // when
        Manifest begun = begin("text-encoder", Map.of("layers", "2"));

        // then
        Manifest other = checkpoints.read(origin.manifest());
        assertThat(digests(begun)).containsAllEntriesOf(digests(other)).containsKey("block.1.attention.input.weight");
    }

    @Test
    void aModelOfWhichNothingMatchesIsRefused() {
        assertThatThrownBy(() -> begin("text-encoder", Map.of("width", "24", "vocabulary", "310")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has the name and shape of one of checkpoint " + origin.checkpointId());
    }

    @Test
    void aPathThatIsNoManifestIsRefused() {
        assertThatThrownBy(() -> begin("text-encoder", Map.of("initial.checkpoint", "weights.bin")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it must be the path of a manifest in a blob store");
    }

    @Test
    void aTokenizerBesideIsRefused() {
        assertThatThrownBy(() -> begin("text-encoder", Map.of("tokenizer.file", "tokenizer.json")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokenizer.file was 'tokenizer.json'; it must be empty");
    }

    private Manifest begin(String model, Map<String, String> more) throws IOException {
        Map<String, String> values = new TreeMap<>(Samples.SMALL_TEXT);
        values.put("initial.checkpoint", blobs.path(origin.manifest()).toString());
        values.putAll(more);
        ModelConfiguration configuration = ModelConfiguration.named(model, values);
        try (Pretraining training = checkpoints.start(configuration, 7, TEXTS)) {
            return checkpoints.read(training.save(blobs, Samples.lineage()).manifest());
        }
    }

    private static Map<String, String> digests(Manifest manifest) {
        Map<String, String> digests = new TreeMap<>();
        manifest.released().parts().forEach(part -> digests.put(part.name(), part.sha256()));
        return digests;
    }
}
