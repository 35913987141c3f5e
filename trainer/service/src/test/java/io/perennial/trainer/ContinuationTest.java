package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.Content;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.SavedCheckpoint;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContinuationTest {
    private static final ModelConfiguration MODEL = CuratedSamples.smallModel(Map.of("windows", "1"));
    private static final ClosedWindow WINDOW = new ClosedWindow(
            IntStream.range(0, 32)
                    .mapToObj(number -> new WindowSample(
                            new RecordPosition(0, number), CuratedSamples.text(CuratedSamples.line(number))))
                    .toList(),
            List.of(),
            List.of());

    @TempDir
    private Path directory;

    private DirectoryBlobStore blobs;
    private Continuation continuation;

    @BeforeEach
    void open() {
        blobs = new DirectoryBlobStore(directory);
        continuation = new Continuation(MODEL, 1, blobs);
    }

    @AfterEach
    void close() {
        continuation.close();
    }

    @Test
    void trainingThatWroteTheParentIsTakenAsItStands() throws IOException {
        // given
        Pretraining begun = take(null);
        Checkpoint first = save(begun);
        continuation.keep(begun, first.getCheckpointId());

        // when
        try (Pretraining taken = take(first)) {

            // then
            assertThat(taken).isSameAs(begun);
        }
    }

    @Test
    void parentThatIsNotAtHandIsReadFromItsBlobs() throws IOException {
        // given a training that has gone on, and a rewind to where it was before
        Pretraining begun = take(null);
        Checkpoint first = save(begun);
        begun.step(batch());
        continuation.keep(begun, save(begun).getCheckpointId());

        // when
        try (Pretraining taken = take(first)) {

            // then
            assertThat(taken).isNotSameAs(begun);
            assertThat(taken.steps()).isZero();
        }
    }

    @Test
    void parentWhoseBlobsAreLostIsADataError() {
        // given
        Checkpoint lost = checkpoint("lost", new BlobRef("0".repeat(64), 10L, "application/json"));

        // then
        assertThatThrownBy(() -> take(lost))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
                .hasMessageContaining("checkpoint lost of text-encoder cannot be continued");
    }

    @Test
    void parentIsEmbeddedWithWhateverHasBeenTrainedSince() throws IOException {
        // given
        List<Content> samples = batch();
        try (Pretraining training = take(null)) {
            Checkpoint first = save(training);
            float[][] before = training.embed(samples);

            // when
            training.step(samples);

            // then
            assertThat(continuation.embed(state(first), first, samples))
                    .isDeepEqualTo(before)
                    .satisfies(embedded -> assertThat(embedded[0]).isNotEqualTo(training.embed(samples)[0]));
        }
    }

    private Pretraining take(@Nullable Checkpoint parent) {
        TrainerState state = state(parent);
        return continuation.take(state, continuation.origin(state), WINDOW);
    }

    private static TrainerState state(@Nullable Checkpoint parent) {
        return new TrainerState(parent, 0, OffsetRanges.none(CuratedSamples.TOPIC), false, -1, List.of());
    }

    private List<Content> batch() {
        return WINDOW.samples().stream()
                .limit(4)
                .map(new SampleContents(blobs)::content)
                .toList();
    }

    private Checkpoint save(Pretraining training) throws IOException {
        Lineage lineage = new Lineage(null, null, 1, List.of(), List.of(), List.of(), 0, 0, "", "");
        SavedCheckpoint saved = training.save(blobs, lineage);
        return checkpoint(saved.checkpointId(), saved.manifest());
    }

    private static Checkpoint checkpoint(String id, BlobRef manifest) {
        return Checkpoint.newBuilder()
                .setModel(CuratedSamples.MODEL)
                .setCheckpointId(id)
                .setVersion(1)
                .setManifest(manifest)
                .setWindows(List.of())
                .setNextOffsets(List.of())
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
