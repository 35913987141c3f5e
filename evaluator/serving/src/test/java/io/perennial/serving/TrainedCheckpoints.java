package io.perennial.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.SavedCheckpoint;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.ServedCheckpoint;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trains very small text encoders, one step for each checkpoint. */
final class TrainedCheckpoints {
    static final String MODEL = "text-encoder";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> SMALL = Map.of(
            "width", "16",
            "layers", "1",
            "heads", "2",
            "batch.size", "4",
            "vocabulary", "260",
            "length", "8",
            "windows", "1");

    private final BlobStore blobs;
    private final Pretraining training;
    private final List<Content> batch = new ArrayList<>();
    private long version;

    TrainedCheckpoints(BlobStore blobs) {
        this.blobs = blobs;
        for (String text : List.of("a log of kafka", "one two three", "the quick brown fox", "streams flow all year")) {
            batch.add(new Content.Text(text));
        }
        this.training = new Checkpoints(blobs).start(ModelConfiguration.named(MODEL, SMALL), 7, batch);
    }

    /** Trains one step and saves. */
    ServedCheckpoint next() throws IOException {
        training.step(batch);
        version++;
        SavedCheckpoint saved = training.save(
                blobs,
                new Lineage(null, null, version, List.of(), List.of(), List.of(), 4 * version, 0, "config", "test"));
        return new ServedCheckpoint(saved.checkpointId(), version, saved.manifest());
    }

    /** The same checkpoint with stored vectors that no machine reproduces; every digest in it is right. */
    ServedCheckpoint withWrongProbe(ServedCheckpoint checkpoint) throws IOException {
        ObjectNode manifest = (ObjectNode) JSON.readTree(blobs.get(checkpoint.getManifest()));
        ObjectNode reference = (ObjectNode) manifest.get("probe");
        ArrayNode probe = (ArrayNode) JSON.readTree(blobs.get(new BlobRef(
                reference.get("sha256").asText(), reference.get("bytes").asLong(), "application/json")));
        byte[] vector = probe.get(0).get("vector").binaryValue();
        vector[3] ^= 0x01; // The exponent of the first value, little-endian.
        ((ObjectNode) probe.get(0)).put("vector", vector);
        BlobRef wrong = blobs.put(JSON.writeValueAsBytes(probe), "application/json");
        reference.put("sha256", wrong.getSha256()).put("bytes", wrong.getBytes());
        BlobRef wrongManifest = blobs.put(JSON.writeValueAsBytes(manifest), "application/json");
        return new ServedCheckpoint(wrongManifest.getSha256(), checkpoint.getVersion(), wrongManifest);
    }

    static DesiredModel desired(
            long generation, @Nullable ServedCheckpoint champion, @Nullable ServedCheckpoint challenger) {
        return desired(generation, champion, challenger, null);
    }

    static DesiredModel desired(
            long generation,
            @Nullable ServedCheckpoint champion,
            @Nullable ServedCheckpoint challenger,
            @Nullable ServedCheckpoint previous) {
        return DesiredModel.newBuilder()
                .setModel(MODEL)
                .setGeneration(generation)
                .setChampion(champion)
                .setChallenger(challenger)
                .setPrevious(previous)
                .setCause(DecisionKind.PROMOTE)
                .setDecidedAt(Instant.EPOCH)
                .build();
    }
}
