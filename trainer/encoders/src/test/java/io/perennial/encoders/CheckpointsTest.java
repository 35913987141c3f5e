package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.OffsetRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckpointsTest extends StoredCheckpoints {
    private static final List<Content> TEXTS = Samples.texts(40, 1);

    @Test
    void manifestTellsWhatMadeTheCheckpoint() throws IOException {
        // given
        Lineage lineage = new Lineage(
                "a".repeat(64),
                "b".repeat(64),
                2,
                List.of(new OffsetRange("curated.text", 0, 10L, 20L)),
                List.of(new OffsetRange("curated.text", 0, 20L, 20L)),
                List.of(new OffsetRange("curated.text", 0, 3L, 4L)),
                44,
                7,
                "c".repeat(64),
                "1.2.3",
                new TreeMap<>(Map.of("passes", "2")),
                new BlobRef("d".repeat(64), 5L, "application/octet-stream"),
                new BlobRef("e".repeat(64), 6L, "application/octet-stream"));

        // when
        SavedCheckpoint saved = saved(lineage);
        Manifest manifest = checkpoints.read(saved.manifest());

        // then
        assertThat(manifest.lineage()).isEqualTo(lineage);
        assertThat(manifest.checkpointId())
                .isEqualTo(saved.checkpointId())
                .isEqualTo(saved.manifest().getSha256());
        assertThat(manifest.chainHash()).isEqualTo(saved.chainHash());
        assertThat(manifest.configuration()).isEqualTo(Samples.smallText());
        assertThat(manifest.steps()).isEqualTo(2);
    }

    @Test
    void manifestHasTheGoldenShape() throws IOException {
        // when
        String json = new String(blobs.get(saved(Samples.lineage()).manifest()), StandardCharsets.UTF_8);

        // then
        String golden = new String(
                CheckpointsTest.class
                        .getResourceAsStream("/golden/manifest-format-1.txt")
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(shape(json)).isEqualTo(golden);
    }

    @Test
    void loadedEncoderReproducesTheStoredVectors() throws IOException {
        try (Encoder encoder = checkpoints.load(saved(Samples.lineage()).manifest())) {
            assertThat(encoder.selfTest()).isLessThan(1e-5);
        }
    }

    @Test
    void embeddingDoesNotDependOnTheOthersInTheList() throws IOException {
        try (Encoder encoder = checkpoints.load(saved(Samples.lineage()).manifest())) {
            // when
            float[][] together = encoder.embed(TEXTS);
            float[][] alone = encoder.embed(TEXTS.subList(17, 18));

            // then
            assertThat(together).hasDimensions(TEXTS.size(), encoder.dimensions());
            assertThat(together[17]).containsExactly(alone[0], within(1e-6f));
        }
    }

    @Test
    void untrainedEncoderDiffersFromTheTrainedOneAndIsTheSameEachTime() throws IOException {
        // given
        BlobRef manifest = saved(Samples.lineage()).manifest();
        try (Encoder trained = checkpoints.load(manifest);
                Encoder untrained = checkpoints.loadUntrained(manifest);
                Encoder again = checkpoints.loadUntrained(manifest)) {
            // when
            float[][] random = untrained.embed(TEXTS);

            // then
            assertThat(random).isDeepEqualTo(again.embed(TEXTS));
            assertThat(random[0]).isNotEqualTo(trained.embed(TEXTS)[0]);
            assertThatThrownBy(untrained::selfTest).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void flippedBitInATensorIsNoticed() throws IOException {
        // given
        BlobRef manifest = saved(Samples.lineage()).manifest();
        Path file = blobs.path(checkpoints.read(manifest).vector("parameters").blob());
        byte[] bytes = Files.readAllBytes(file);
        bytes[100] ^= 1;
        Files.write(file, bytes);

        // then
        assertThatThrownBy(() -> checkpoints.load(manifest)).isInstanceOf(CorruptBlobException.class);
        assertThatThrownBy(() -> checkpoints.resume(manifest)).isInstanceOf(CorruptBlobException.class);
    }

    @Test
    void tensorsOfAnotherArchitectureAreNoticed() throws IOException {
        // given
        String json = new String(blobs.get(saved(Samples.lineage()).manifest()), StandardCharsets.UTF_8);
        BlobRef edited = put(json.replace("\"width\" : \"16\"", "\"width\" : \"32\""));

        // then
        assertThatThrownBy(() -> checkpoints.load(edited))
                .isInstanceOf(CorruptBlobException.class)
                .hasMessageContaining("tensor vector");
    }

    @Test
    void vectorOfNumbersThatThisVersionDoesNotKnowIsRefusedInOneLine() throws IOException {
        // given
        BlobRef edited = put(json().replace("float32-little-endian", "float8-little-endian"));

        // then
        assertThatThrownBy(() -> checkpoints.resume(edited))
                .isInstanceOf(CorruptBlobException.class)
                .hasMessageEndingWith(" stores vector moment.first as float8-little-endian; this version reads"
                        + " [float32-little-endian, bfloat16-little-endian]; use a newer version of the software")
                .hasMessageNotContaining("\n");
    }

    @Test
    void vectorOfOtherNumbersThanTheConfigurationAsksForIsRefused() throws IOException {
        // given
        BlobRef edited = put(json().replace("float32-little-endian", "bfloat16-little-endian"));

        // then
        assertThatThrownBy(() -> checkpoints.load(edited))
                .isInstanceOf(CorruptBlobException.class)
                .hasMessageContaining("is stored as bfloat16-little-endian; the model's configuration asks for"
                        + " float32-little-endian");
    }

    @Test
    void vectorThatDoesNotSayItsNumbersHoldsSinglePrecision() throws IOException {
        // given
        BlobRef old = put(json().replaceAll(",\\s*\"type\" : \"float32-little-endian\"", ""));

        // then
        try (Encoder encoder = checkpoints.load(old)) {
            assertThat(encoder.selfTest()).isLessThan(1e-5);
        }
        assertThat(new String(blobs.get(old), StandardCharsets.UTF_8)).doesNotContain("float32");
    }

    @Test
    void newerFormatIsRefusedInOneLine() throws IOException {
        // given
        BlobRef newer = put("{\"format\": 99}");

        // then
        assertThatThrownBy(() -> checkpoints.read(newer))
                .isInstanceOf(CorruptBlobException.class)
                .hasMessageContaining("format 99; this version reads 1 to 1; use a newer version");
    }

    @Test
    void bytesThatAreNoManifestAreRefused() throws IOException {
        // given
        BlobRef text = put("not json");

        // then
        assertThatThrownBy(() -> checkpoints.read(text))
                .isInstanceOf(CorruptBlobException.class)
                .hasMessageContaining("no JSON");
    }

    @Test
    void missingFieldIsNamed() throws IOException {
        // given
        BlobRef partial = put("{\"format\": 1, \"model\": \"text-encoder\"}");

        // then
        assertThatThrownBy(() -> checkpoints.read(partial))
                .isInstanceOf(CorruptBlobException.class)
                .hasMessageContaining("no field tensors");
    }

    private String json() throws IOException {
        return new String(blobs.get(saved(Samples.lineage()).manifest()), StandardCharsets.UTF_8);
    }

    private SavedCheckpoint saved(Lineage lineage) throws IOException {
        try (Pretraining training = checkpoints.start(Samples.smallText(), 1, TEXTS)) {
            training.step(TEXTS.subList(0, 4));
            training.step(TEXTS.subList(4, 8));
            return training.save(blobs, lineage);
        }
    }

    private BlobRef put(String json) throws IOException {
        return blobs.put(json.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /** Digests and back end differ between machines; names, order and types must not. */
    private static String shape(String json) {
        return json.replaceAll("(\"trace\" : \\{\\s*\"bytes\" : )[0-9]+", "$1\"DIGITS\"")
                .replaceAll("\"[0-9a-f]{64}\"", "\"DIGEST\"")
                .replaceAll("\"(backend|architecture)\" : \"[^\"]*\"", "\"$1\" : \"MACHINE\"");
    }
}
