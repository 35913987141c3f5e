package io.perennial.tests.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.BytePairTokenizer.Merge;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Checkpoints that are what another one is but for one thing, with blobs, ids and chain hashes that are in order. */
enum AlteredCheckpoint {
    NEWER_FORMAT {
        @Override
        BlobRef manifest(BlobRef original, BlobStore blobs) throws IOException {
            return edited(original, blobs, json -> json.replace("\"format\" : 1", "\"format\" : 2"));
        }
    },
    UNKNOWN_SETTING {
        @Override
        BlobRef manifest(BlobRef original, BlobStore blobs) throws IOException {
            return edited(
                    original,
                    blobs,
                    json -> json.replace("\"configuration\" : {", "\"configuration\" : {\n    \"sharpness\" : \"3\","));
        }
    },
    TOKENIZER_OF_ANOTHER_MODEL {
        @Override
        BlobRef manifest(BlobRef original, BlobStore blobs) throws IOException {
            Manifest manifest = new Checkpoints(blobs).read(original);
            BytePairTokenizer tokenizer =
                    (BytePairTokenizer) TokenizerJson.read(blobs.get(Objects.requireNonNull(manifest.tokenizer())));
            List<Merge> merges = new ArrayList<>(tokenizer.merges());
            for (int token = 200; token < 250; token++) {
                merges.add(new Merge(token, token));
            }
            BlobRef larger = blobs.put(
                    TokenizerJson.write(new BytePairTokenizer(tokenizer.digits(), merges)), ManifestJson.MEDIA_TYPE);
            return with(manifest, manifest.tensors(), larger, blobs);
        }
    },
    PARAMETER_THAT_IS_NO_NUMBER {
        @Override
        BlobRef manifest(BlobRef original, BlobStore blobs) throws IOException {
            Manifest manifest = new Checkpoints(blobs).read(original);
            Manifest.Vector vector = manifest.vector("parameters");
            byte[] bytes = blobs.get(vector.blob());
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
            Manifest.Part first = vector.parts().get(0);
            long elements = first.shape().stream().reduce(1L, Math::multiplyExact);
            List<Manifest.Part> parts = new ArrayList<>(vector.parts());
            String digest = Sha256.of(Arrays.copyOf(bytes, Math.toIntExact(elements * Float.BYTES)));
            parts.set(0, new Manifest.Part(first.name(), first.shape(), first.offset(), digest));
            SortedMap<String, Manifest.Vector> tensors = new TreeMap<>(manifest.tensors());
            tensors.put(
                    "parameters",
                    new Manifest.Vector(blobs.put(bytes, vector.blob().getMediaType()), vector.stored(), parts));
            return with(manifest, tensors, manifest.tokenizer(), blobs);
        }
    };

    /** Writes the altered manifest and what it names. */
    abstract BlobRef manifest(BlobRef original, BlobStore blobs) throws IOException;

    /**
     * The event that announces the altered checkpoint.
     *
     * @param parentChainHash chain hash of the parent of the original, empty for the first
     */
    Checkpoint of(Checkpoint original, String parentChainHash, BlobStore blobs) throws IOException {
        BlobRef manifest = manifest(original.getManifest(), blobs);
        return Checkpoint.newBuilder(original)
                .setCheckpointId(manifest.getSha256())
                .setManifest(manifest)
                .setChainHash(Sha256.of(parentChainHash + manifest.getSha256()))
                .build();
    }

    private static BlobRef edited(BlobRef original, BlobStore blobs, UnaryOperator<String> edit) throws IOException {
        String json = new String(blobs.get(original), StandardCharsets.UTF_8);
        return blobs.put(edit.apply(json).getBytes(StandardCharsets.UTF_8), ManifestJson.MEDIA_TYPE);
    }

    private static BlobRef with(
            Manifest manifest, SortedMap<String, Manifest.Vector> tensors, @Nullable BlobRef tokenizer, BlobStore blobs)
            throws IOException {
        Manifest altered = new Manifest(
                "",
                manifest.configuration(),
                manifest.seed(),
                manifest.steps(),
                manifest.lineage(),
                tensors,
                tokenizer,
                manifest.probe(),
                manifest.trace(),
                manifest.environment());
        return blobs.put(ManifestJson.write(altered), ManifestJson.MEDIA_TYPE);
    }
}
