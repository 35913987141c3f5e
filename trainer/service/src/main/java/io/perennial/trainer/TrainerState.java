package io.perennial.trainer;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.TrainerAction;
import io.perennial.schemas.records.TrainerCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From where the trainer goes on. It is a pure function of two logs, checkpoints and commands, so a restart after a crash at any
 * point finds the state that the crashed process had.
 *
 * @param parent the checkpoint to continue, null to begin a model
 * @param controlOffset commands that shape training, below this offset of training.control, are part of this state
 * @param quarantined offsets of the curated topic that must not be trained on
 * @param paused whether a person paused the trainer
 * @param trainNow offset of the last TRAIN_NOW that waits, -1 if none does
 * @param unknownTargets rewinds whose checkpoint is not in the log; their quarantine holds, their target is passed over
 */
record TrainerState(
        @Nullable Checkpoint parent,
        long controlOffset,
        OffsetRanges quarantined,
        boolean paused,
        long trainNow,
        List<TrainerCommand> unknownTargets) {
    TrainerState {
        unknownTargets = List.copyOf(unknownTargets);
    }

    /**
     * The state after the last checkpoint and all commands.
     *
     * <p>A rewind is pending if it is not below the control offset of the last checkpoint. So a rewind that raced with a
     * checkpoint still wins, and a checkpoint that was trained after a rewind is not thrown away by it again.
     */
    static TrainerState of(String topic, CheckpointHistory history, List<LoggedEvent<TrainerCommand>> commands) {
        Checkpoint parent = history.last();
        long controlOffset = parent == null ? 0 : parent.getControlOffset();
        List<OffsetRange> quarantined = new ArrayList<>();
        List<TrainerCommand> unknownTargets = new ArrayList<>();
        boolean paused = false;
        long trainNow = -1;
        for (LoggedEvent<TrainerCommand> logged : commands) {
            TrainerCommand command = logged.event();
            TrainerAction action = command.getAction();
            if (action == TrainerAction.PAUSE || action == TrainerAction.RESUME) {
                paused = action == TrainerAction.PAUSE;
            } else if (action == TrainerAction.TRAIN_NOW) {
                trainNow = logged.offset();
            } else if (action == TrainerAction.REWIND) {
                quarantined.addAll(command.getQuarantined());
                if (logged.offset() >= controlOffset) {
                    Checkpoint target = history.find(command.getCheckpointId()).orElse(null);
                    if (target == null) {
                        unknownTargets.add(command);
                    } else {
                        parent = target;
                    }
                    controlOffset = logged.offset() + 1;
                }
            }
        }
        return new TrainerState(
                parent,
                controlOffset,
                OffsetRanges.of(topic, quarantined),
                paused,
                trainNow < controlOffset ? -1 : trainNow,
                unknownTargets);
    }

    /** The state once a TRAIN_NOW below the offset has been obeyed. */
    TrainerState acknowledge(long offset) {
        long acknowledged = Math.max(controlOffset, offset);
        return new TrainerState(
                parent, acknowledged, quarantined, paused, trainNow < acknowledged ? -1 : trainNow, unknownTargets);
    }

    @Nullable
    String parentId() {
        return parent == null ? null : parent.getCheckpointId();
    }

    /** Number of the update that comes next. */
    long nextVersion() {
        return parent == null ? 1 : parent.getVersion() + 1;
    }

    /**
     * First offset of the next window in each partition.
     *
     * @param beginnings first offset that each partition of the topic still has: where a new model, or a new partition, starts
     */
    SortedMap<Integer, Long> positions(SortedMap<Integer, Long> beginnings) {
        SortedMap<Integer, Long> positions = new TreeMap<>(beginnings);
        if (parent != null) {
            for (OffsetRange next : parent.getNextOffsets()) {
                positions.put(next.getPartition(), next.getFromOffset());
            }
        }
        return positions;
    }
}
