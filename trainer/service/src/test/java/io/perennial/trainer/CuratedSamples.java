package io.perennial.trainer;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.TrainerAction;
import io.perennial.schemas.records.TrainerCommand;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records that the tests of the trainer are made of. */
final class CuratedSamples {
    static final String TOPIC = "curated.text";
    static final String MODEL = "text-encoder";

    private CuratedSamples() {}

    /** A model that is trained in no time. */
    static ModelConfiguration smallModel(Map<String, String> more) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "width", "16",
                "layers", "1",
                "heads", "2",
                "batch.size", "4",
                "vocabulary", "300",
                "length", "8"));
        values.putAll(more);
        return ModelConfiguration.named(MODEL, values);
    }

    /** One of 97 beginnings, so that there is something to learn. */
    static String line(int number) {
        return "line " + number * 7919 % 97 + " of " + number;
    }

    static CuratedSample text(String text) {
        return CuratedSample.newBuilder()
                .setSampleId(text)
                .setModality(Modality.TEXT)
                .setOrigin(new SourcePosition("raw.text", 0, 0L))
                .setText(text)
                .build();
    }

    static CuratedSample image(byte[] encoded) {
        return image(encoded, "");
    }

    static CuratedSample image(byte[] encoded, String caption) {
        return CuratedSample.newBuilder()
                .setSampleId("image")
                .setModality(Modality.IMAGES)
                .setOrigin(new SourcePosition("raw.images", 0, 0L))
                .setImage(ByteBuffer.wrap(encoded))
                .setCaption(caption)
                .build();
    }

    static OffsetRange range(int partition, long from, long to) {
        return new OffsetRange(TOPIC, partition, from, to);
    }

    static Checkpoint checkpoint(String id, @Nullable String parent, long controlOffset, List<OffsetRange> windows) {
        return Checkpoint.newBuilder()
                .setModel(MODEL)
                .setCheckpointId(id)
                .setParentId(parent)
                .setVersion(id.length())
                .setControlOffset(controlOffset)
                .setManifest(new io.perennial.schemas.records.BlobRef("", 0L, "application/json"))
                .setWindows(windows)
                .setNextOffsets(windows.stream()
                        .map(window -> range(window.getPartition(), window.getToOffset(), window.getToOffset()))
                        .toList())
                .setCreatedAt(Instant.EPOCH)
                .build();
    }

    static LoggedEvent<TrainerCommand> command(long offset, TrainerAction action) {
        return command(offset, action, null, List.of());
    }

    static LoggedEvent<TrainerCommand> rewind(long offset, @Nullable String target, OffsetRange... quarantined) {
        return command(offset, TrainerAction.REWIND, target, List.of(quarantined));
    }

    private static LoggedEvent<TrainerCommand> command(
            long offset, TrainerAction action, @Nullable String target, List<OffsetRange> quarantined) {
        TrainerCommand command = TrainerCommand.newBuilder()
                .setCommandId("command-" + offset)
                .setModel(MODEL)
                .setAction(action)
                .setCheckpointId(target)
                .setQuarantined(quarantined)
                .setIssuedAt(Instant.EPOCH)
                .build();
        return new LoggedEvent<>(offset, command);
    }
}
