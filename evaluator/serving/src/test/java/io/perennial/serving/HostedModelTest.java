package io.perennial.serving;

import static io.perennial.serving.TrainedCheckpoints.desired;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.Content;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.records.ServingRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostedModelTest {
    private static final Content TEXT = new Content.Text("the quick brown fox");

    @TempDir
    private static Path shared = Path.of("");

    private static ServedCheckpoint first = new ServedCheckpoint();
    private static ServedCheckpoint second = new ServedCheckpoint();
    private static ServedCheckpoint third = new ServedCheckpoint();
    private static ServedCheckpoint unproven = new ServedCheckpoint();

    @TempDir
    private Path state = Path.of("");

    /** Loading is put off until a test runs it. */
    private final Queue<Runnable> loading = new ArrayDeque<>();

    private final AtomicInteger changes = new AtomicInteger();
    private HostedModel model = hosted(new DirectoryBlobStore(shared));

    @BeforeAll
    static void train() throws IOException {
        TrainedCheckpoints checkpoints = new TrainedCheckpoints(new DirectoryBlobStore(shared));
        first = checkpoints.next();
        second = checkpoints.next();
        third = checkpoints.next();
        unproven = checkpoints.withWrongProbe(third);
    }

    @BeforeEach
    void host() {
        model = hosted(new DirectoryBlobStore(shared));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private HostedModel hosted(BlobStore blobs) {
        CheckpointCache cache = new CheckpointCache(state, blobs, 3, Clock.systemUTC());
        return new HostedModel(
                TrainedCheckpoints.MODEL, new EncoderLoader(cache), cache, loading::add, changes::incrementAndGet);
    }

    private void finishLoading() {
        for (Runnable task = loading.poll(); task != null; task = loading.poll()) {
            task.run();
        }
    }

    private @Nullable String champion() {
        EncoderHandle champion = model.deployment().champion();
        return champion == null ? null : champion.checkpointId();
    }

    private @Nullable String challenger() {
        EncoderHandle challenger = model.deployment().challenger();
        return challenger == null ? null : challenger.checkpointId();
    }

    @Test
    void firstChampionAnswersAfterItIsLoaded() {
        // given
        model.follow(desired(1, first, null));
        boolean readyBefore = model.isReady();
        // when
        finishLoading();
        // then
        assertThat(readyBefore).isFalse();
        assertThat(model.isReady()).isTrue();
        HostedModel.Answer answer = Objects.requireNonNull(model.embed(ServingRole.CHAMPION, TEXT), "an answer");
        assertThat(answer.generation()).isEqualTo(1);
        assertThat(answer.handle().checkpointId()).isEqualTo(first.getCheckpointId());
        assertThat(answer.embedding().vector()).hasSize(16);
        assertThat(changes).hasPositiveValue();
    }

    @Test
    void generationThatIsNotNewerIsIgnored() {
        // given
        model.follow(desired(5, first, null));
        finishLoading();
        // when
        model.follow(desired(5, second, null));
        model.follow(desired(4, second, null));
        finishLoading();
        // then
        assertThat(champion()).isEqualTo(first.getCheckpointId());
        assertThat(model.deployment().generation()).isEqualTo(5);
    }

    @Test
    void promotionOfTheChallengerSwapsAtOnce() {
        // given
        model.follow(desired(1, first, second));
        finishLoading();
        // when
        model.follow(desired(2, second, null));
        // then
        assertThat(champion()).isEqualTo(second.getCheckpointId());
        assertThat(challenger()).isNull();
    }

    @Test
    void rollbackToTheChampionBeforeSwapsAtOnce() {
        // given
        model.follow(desired(1, first, null));
        finishLoading();
        model.follow(desired(2, second, null));
        finishLoading();
        model.follow(desired(3, second, third));
        finishLoading();
        // when
        model.follow(desired(4, first, null));
        // then
        assertThat(champion()).isEqualTo(first.getCheckpointId());
        assertThat(model.report().loadMillis()).isLessThan(1_000);
    }

    @Test
    void oldChampionAnswersWhileTheNewOneLoads() {
        // given
        model.follow(desired(1, first, null));
        finishLoading();
        // when
        model.follow(desired(2, second, null));
        // then
        assertThat(champion()).isEqualTo(first.getCheckpointId());
        assertThat(model.report().state()).isEqualTo(InstanceState.LOADING);
    }

    @Test
    void rollbackOvertakesALoadInProgress() {
        // given
        model.follow(desired(1, first, null));
        finishLoading();
        model.follow(desired(2, second, null));
        // when
        model.follow(desired(3, first, null));
        finishLoading();
        // then
        assertThat(champion()).isEqualTo(first.getCheckpointId());
        assertThat(model.deployment().generation()).isEqualTo(3);
        assertThat(model.report().state()).isEqualTo(InstanceState.READY);
    }

    @Test
    void championThatFailsItsSelfTestDoesNotReplaceTheOld() {
        // given
        model.follow(desired(1, first, null));
        finishLoading();
        // when
        model.follow(desired(2, unproven, null));
        finishLoading();
        // then
        assertThat(champion()).isEqualTo(first.getCheckpointId());
        assertThat(model.deployment().generation()).isEqualTo(1);
        assertThat(model.report().state()).isEqualTo(InstanceState.FAILED);
        assertThat(model.report().error())
                .startsWith("generation 2, champion: checkpoint " + unproven.getCheckpointId())
                .contains("self-test differs by")
                .contains("allowed is 1.0E-5");
    }

    @Test
    void challengerThatFailsLeavesTheChampionAndIsReported() {
        // given
        model.follow(desired(1, first, null));
        finishLoading();
        // when
        model.follow(desired(2, first, unproven));
        finishLoading();
        // then
        assertThat(champion()).isEqualTo(first.getCheckpointId());
        assertThat(challenger()).isNull();
        assertThat(model.deployment().generation()).isEqualTo(2);
        assertThat(model.report().error()).startsWith("generation 2, challenger: ");
    }

    @Test
    void manifestOfAnotherCheckpointIsRefused() {
        // when
        model.follow(desired(1, new ServedCheckpoint(second.getCheckpointId(), 1L, first.getManifest()), null));
        finishLoading();
        // then
        assertThat(champion()).isNull();
        assertThat(model.report().error()).contains("its manifest is that of " + first.getCheckpointId());
    }

    @Test
    void missingBlobsAreTriedAgainUntilTheyCome(@TempDir Path late) throws IOException {
        // given
        model.close();
        model = hosted(new DirectoryBlobStore(late));
        model.follow(desired(1, first, null));
        finishLoading();
        InstanceState before = model.report().state();
        copy(shared, late);
        // when
        model.retryIfWorthwhile();
        finishLoading();
        // then
        assertThat(before).isEqualTo(InstanceState.FAILED);
        assertThat(champion()).isEqualTo(first.getCheckpointId());
        assertThat(model.report().error()).isNull();
    }

    @Test
    void rollbackAfterARestartWorksWithoutTheSharedStore(@TempDir Path empty) {
        // given
        model.follow(desired(1, first, null));
        finishLoading();
        model.follow(desired(2, second, null));
        finishLoading();
        model.close();
        model = hosted(new DirectoryBlobStore(empty));
        // when
        model.follow(desired(3, first, null));
        finishLoading();
        // then
        assertThat(champion()).isEqualTo(first.getCheckpointId());
    }

    @Test
    void previousChampionIsWarmedAfterARestart() {
        // given
        model.follow(desired(7, second, null, first));
        finishLoading();
        // when
        model.follow(desired(8, first, null));
        // then
        assertThat(champion()).isEqualTo(first.getCheckpointId());
    }

    @Test
    void contentOfTheWrongKindIsRefused() {
        // given
        model.follow(desired(1, first, null));
        finishLoading();
        // when / then
        assertThatThrownBy(() -> model.embed(ServingRole.CHAMPION, new Content.Image(new byte[] {1})))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nobodyAnswersBeforeTheFirstPromotion() {
        assertThat(model.embed(ServingRole.CHAMPION, TEXT)).isNull();
        assertThat(model.isReady()).isTrue();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.resolveSibling("."));
                Files.copy(file, target);
            }
        }
    }
}
