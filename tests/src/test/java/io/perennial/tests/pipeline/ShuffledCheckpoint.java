package io.perennial.tests.pipeline;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Encoder;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.encoders.checkpoint.Probe;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A child of a checkpoint whose weights are shuffled within each tensor: a valid checkpoint in every mechanical sense, self-test
 * included, that has forgotten what it learned.
 */
final class ShuffledCheckpoint {
    private static final String PARAMETERS = "parameters";

    private ShuffledCheckpoint() {}

    /** Writes the blobs and returns the event that announces it. */
    static Checkpoint of(Checkpoint original, BlobStore blobs, long seed) throws IOException {
        Manifest parent = new Checkpoints(blobs).read(original.getManifest());
        SortedMap<String, Manifest.Vector> tensors = new TreeMap<>(parent.tensors());
        tensors.put(PARAMETERS, shuffled(Objects.requireNonNull(tensors.get(PARAMETERS)), blobs, new Random(seed)));
        BlobRef draft = write(child(parent, original, tensors, parent.probe()), blobs);
        Probe oldProbe = Probe.fromJson(blobs.get(parent.probe()));
        try (Encoder encoder = new Checkpoints(blobs).load(draft)) {
            Probe probe = new Probe(oldProbe.contents(), encoder.embed(oldProbe.contents()));
            BlobRef probeBlob = blobs.put(probe.toJson(), ManifestJson.MEDIA_TYPE);
            return event(original, write(child(parent, original, tensors, probeBlob), blobs));
        }
    }

    private static Manifest.Vector shuffled(Manifest.Vector vector, BlobStore blobs, Random random) throws IOException {
        byte[] bytes = blobs.get(vector.blob());
        FloatBuffer values =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        List<Manifest.Part> parts = new ArrayList<>();
        for (Manifest.Part part : vector.parts()) {
            int from = Math.toIntExact(part.offset());
            int elements = Math.toIntExact(part.shape().stream().reduce(1L, (left, right) -> left * right));
            for (int i = elements - 1; i > 0; i--) {
                swap(values, from + i, from + random.nextInt(i + 1));
            }
            byte[] slice = Arrays.copyOfRange(bytes, from * Float.BYTES, (from + elements) * Float.BYTES);
            parts.add(new Manifest.Part(part.name(), part.shape(), part.offset(), Sha256.of(slice)));
        }
        return new Manifest.Vector(blobs.put(bytes, vector.blob().getMediaType()), vector.stored(), parts);
    }

    private static void swap(FloatBuffer values, int one, int other) {
        float kept = values.get(one);
        values.put(one, values.get(other));
        values.put(other, kept);
    }

    private static Manifest child(
            Manifest parent, Checkpoint original, SortedMap<String, Manifest.Vector> tensors, BlobRef probe) {
        Lineage lineage = parent.lineage();
        return new Manifest(
                "",
                parent.configuration(),
                parent.seed(),
                parent.steps(),
                new Lineage(
                        original.getCheckpointId(),
                        original.getChainHash(),
                        original.getVersion() + 1,
                        List.of(),
                        lineage.nextOffsets(),
                        List.of(),
                        lineage.samples(),
                        lineage.controlOffset(),
                        lineage.configHash(),
                        lineage.codeVersion()),
                tensors,
                parent.tokenizer(),
                probe,
                null,
                parent.environment());
    }

    private static BlobRef write(Manifest manifest, BlobStore blobs) throws IOException {
        return blobs.put(ManifestJson.write(manifest), ManifestJson.MEDIA_TYPE);
    }

    private static Checkpoint event(Checkpoint original, BlobRef manifest) {
        return Checkpoint.newBuilder(original)
                .setVersion(original.getVersion() + 1)
                .setCheckpointId(manifest.getSha256())
                .setParentId(original.getCheckpointId())
                .setManifest(manifest)
                .setChainHash(Sha256.of(original.getChainHash() + manifest.getSha256()))
                .setWindows(List.of())
                .setMlflowRunId(null)
                .setCreatedAt(Instant.now())
                .build();
    }
}
