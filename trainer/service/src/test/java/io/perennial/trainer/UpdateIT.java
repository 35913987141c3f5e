package io.perennial.trainer;

import static io.perennial.trainer.CuratedSamples.TOPIC;
import static io.perennial.trainer.CuratedSamples.range;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Updates with blobs on disk and a log in memory. */
class UpdateIT {
    private static final int WINDOW = 32;
    private static final int CAPACITY = 8;

    @TempDir
    Path directory;

    private BlobStore blobs;
    private List<WindowSample> log;

    @BeforeEach
    void fillTheLog() {
        blobs = new DirectoryBlobStore(directory);
        log = new ArrayList<>();
        for (int offset = 0; offset < 3 * WINDOW; offset++) {
            // Three lines in four are the same.
            String text = offset % 4 == 0 ? "disk " + offset + " of rack " + offset % 7 + " failed" : "heartbeat";
            log.add(new WindowSample(new RecordPosition(0, offset), CuratedSamples.text(text)));
        }
    }

    @Test
    void minredKeepsWhatIsNotAlikeAndTheNextUpdateReplaysFromIt() throws IOException {
        // given
        Checkpoint first = train(List.of(), 0);
        List<RecordPosition> kept = kept(first);

        // when
        Checkpoint second = train(List.of(first), 1);

        // then
        assertThat(kept)
                .hasSize(CAPACITY)
                .filteredOn(position -> position.offset() % 4 != 0)
                .hasSizeLessThan(2);
        assertThat(manifest(second).lineage().replayed())
                .isNotEmpty()
                .allSatisfy(range -> assertThat(kept).contains(new RecordPosition(0, range.getFromOffset())));
        assertThat(kept(second)).hasSize(CAPACITY).anyMatch(position -> position.offset() >= WINDOW);
    }

    @Test
    void anUpdateWithMinredIsTrainedAgainToTheSameBytes() throws IOException {
        // given
        Checkpoint first = train(List.of(), 0);
        Checkpoint second = train(List.of(first), 1);

        // when
        Checkpoint again = train(List.of(first), 1);

        // then
        assertThat(again.getCheckpointId()).isEqualTo(second.getCheckpointId());
    }

    private Checkpoint train(List<Checkpoint> line, int number) {
        Checkpoint parent = line.isEmpty() ? null : line.get(line.size() - 1);
        try (Update update = new Update(
                ModelConfiguration.named(
                        "text-encoder",
                        Map.of(
                                "width", "16",
                                "layers", "1",
                                "heads", "2",
                                "vocabulary", "300",
                                "length", "16",
                                "windows", "1",
                                "batch.size", "8")),
                blobs,
                this::replayed,
                new UpdateSettings(
                        1,
                        0.25,
                        10,
                        new ReplayBuffer(ReplayBuffer.Policy.MINRED, CAPACITY),
                        -1,
                        1,
                        WINDOW,
                        1 << 20,
                        false,
                        new CollapseLimits(200, 0, 0)),
                TrainingJournal.none(),
                new TrainingListener() {},
                "test",
                Clock.systemUTC(),
                () -> 0)) {
            return update.train(state(parent), new CheckpointHistory(line), window(number), remaining -> false)
                    .orElseThrow()
                    .checkpoint();
        }
    }

    private static TrainerState state(@Nullable Checkpoint parent) {
        return new TrainerState(parent, 0, OffsetRanges.none(TOPIC), false, -1, List.of());
    }

    private ClosedWindow window(int number) {
        int from = number * WINDOW;
        OffsetRange next = range(0, from + WINDOW, from + WINDOW);
        return new ClosedWindow(
                log.subList(from, from + WINDOW), List.of(range(0, from, from + WINDOW)), List.of(next));
    }

    private Map<RecordPosition, WindowSample> replayed(ReplayPool pool, Collection<RecordPosition> draws) {
        Map<RecordPosition, WindowSample> samples = new HashMap<>();
        draws.forEach(draw -> samples.put(draw, log.get(Math.toIntExact(draw.offset()))));
        return samples;
    }

    private Manifest manifest(Checkpoint checkpoint) throws IOException {
        return new Checkpoints(blobs).read(checkpoint.getManifest());
    }

    private List<RecordPosition> kept(Checkpoint checkpoint) throws IOException {
        return KeptPositions.read(
                blobs, requireNonNull(manifest(checkpoint).lineage().replayBuffer()));
    }
}
