package io.perennial.trainer;

import static io.perennial.trainer.CuratedSamples.TOPIC;
import static io.perennial.trainer.CuratedSamples.checkpoint;
import static io.perennial.trainer.CuratedSamples.command;
import static io.perennial.trainer.CuratedSamples.range;
import static io.perennial.trainer.CuratedSamples.rewind;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.TrainerAction;
import io.perennial.schemas.records.TrainerCommand;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrainerStateTest {
    private static final Checkpoint FIRST = checkpoint("a", null, 0, List.of(range(0, 0, 10)));
    private static final Checkpoint SECOND = checkpoint("bb", "a", 0, List.of(range(0, 10, 20)));
    private static final Checkpoint THIRD = checkpoint("ccc", "bb", 0, List.of(range(0, 20, 30)));

    @Test
    void beginsAModelAtTheBeginningsOfTheTopic() {
        // given
        TreeMap<Integer, Long> beginnings = new TreeMap<>();
        beginnings.put(0, 4L);

        // when
        TrainerState state = state(List.of());

        // then
        assertThat(state.parent()).isNull();
        assertThat(state.nextVersion()).isEqualTo(1);
        assertThat(state.positions(beginnings)).containsEntry(0, 4L);
    }

    @Test
    void continuesTheLastCheckpoint() {
        // given
        TreeMap<Integer, Long> beginnings = new TreeMap<>();
        beginnings.put(0, 0L);
        beginnings.put(1, 0L);

        // when
        TrainerState state = state(List.of(FIRST, SECOND));

        // then
        assertThat(state.parentId()).isEqualTo("bb");
        assertThat(state.positions(beginnings)).containsEntry(0, 20L).containsEntry(1, 0L);
    }

    @Test
    void goesBackToTheTargetOfAPendingRewind() {
        // given
        LoggedEvent<TrainerCommand> rewind = rewind(7, "a", range(0, 10, 30));

        // when
        TrainerState state = state(List.of(FIRST, SECOND, THIRD), List.of(rewind));

        // then
        assertThat(state.parentId()).isEqualTo("a");
        assertThat(state.controlOffset()).isEqualTo(8);
        assertThat(state.quarantined().toList()).containsExactly(range(0, 10, 30));
    }

    @Test
    void keepsACheckpointThatWasTrainedAfterTheRewindAndTheQuarantineToo() {
        // given
        LoggedEvent<TrainerCommand> rewind = rewind(7, "a", range(0, 10, 30));
        Checkpoint afterRewind = checkpoint("dd", "a", 8, List.of(range(0, 30, 40)));

        // when
        TrainerState state = state(List.of(FIRST, SECOND, THIRD, afterRewind), List.of(rewind));

        // then
        assertThat(state.parentId()).isEqualTo("dd");
        assertThat(state.quarantined().contains(0, 15)).isTrue();
    }

    @Test
    void letsARewindWinThatRacedWithACheckpoint() {
        // given
        LoggedEvent<TrainerCommand> rewind = rewind(3, "a");
        Checkpoint trainedBeforeItWasSeen = checkpoint("ccc", "bb", 2, List.of(range(0, 20, 30)));

        // when
        TrainerState state = state(List.of(FIRST, SECOND, trainedBeforeItWasSeen), List.of(rewind));

        // then
        assertThat(state.parentId()).isEqualTo("a");
    }

    @Test
    void keepsTheQuarantineOfARewindWhoseTargetIsUnknown() {
        // given
        LoggedEvent<TrainerCommand> rewind = rewind(0, "nowhere", range(0, 2, 4));

        // when
        TrainerState state = state(List.of(FIRST), List.of(rewind));

        // then
        assertThat(state.parentId()).isEqualTo("a");
        assertThat(state.quarantined().contains(0, 3)).isTrue();
        assertThat(state.unknownTargets()).containsExactly(rewind.event());
    }

    @Test
    void isPausedByTheLastOfPauseAndResume() {
        // given
        LoggedEvent<TrainerCommand> pause = command(0, TrainerAction.PAUSE);
        LoggedEvent<TrainerCommand> resume = command(1, TrainerAction.RESUME);

        // when
        TrainerState paused = state(List.of(FIRST), List.of(pause));
        TrainerState resumed = state(List.of(FIRST), List.of(pause, resume));

        // then
        assertThat(paused.paused()).isTrue();
        assertThat(resumed.paused()).isFalse();
    }

    @Test
    void doesNotObeyTrainNowTwice() {
        // given
        LoggedEvent<TrainerCommand> trainNow = command(5, TrainerAction.TRAIN_NOW);
        Checkpoint obeyed = checkpoint("a", null, 6, List.of(range(0, 0, 10)));

        // when
        TrainerState pending = state(List.of(), List.of(trainNow));
        TrainerState done = state(List.of(obeyed), List.of(trainNow));

        // then
        assertThat(pending.trainNow()).isEqualTo(5);
        assertThat(done.trainNow()).isEqualTo(-1);
    }

    @Test
    void makesAPlanVoidByARewind() {
        // given
        UpdatePlan plan = new UpdatePlan("a", 2, null);

        // when
        TrainerState unchanged = state(List.of(FIRST));
        TrainerState rewound = state(List.of(FIRST), List.of(rewind(4, "a")));

        // then
        assertThat(plan.appliesTo(unchanged)).isTrue();
        assertThat(plan.appliesTo(rewound)).isFalse();
    }

    @Test
    void followsParentsForTheLineage() {
        // given
        Checkpoint branch = checkpoint("dd", "a", 0, List.of());
        CheckpointHistory history = new CheckpointHistory(List.of(FIRST, SECOND, THIRD, branch));

        // when
        List<Checkpoint> lineage = history.lineage(branch, 10);

        // then
        assertThat(lineage).containsExactly(branch, FIRST);
    }

    private static TrainerState state(List<Checkpoint> checkpoints) {
        return state(checkpoints, List.of());
    }

    private static TrainerState state(List<Checkpoint> checkpoints, List<LoggedEvent<TrainerCommand>> commands) {
        return TrainerState.of(TOPIC, new CheckpointHistory(checkpoints), commands);
    }
}
