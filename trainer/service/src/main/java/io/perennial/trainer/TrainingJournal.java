package io.perennial.trainer;

import io.perennial.encoders.StepResult;
import io.perennial.schemas.records.Checkpoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where people look at the training: one entry for each update. A journal is never needed for training. Its methods neither block
 * for longer than they say nor fail when the place it is kept at is away.
 */
public interface TrainingJournal extends AutoCloseable {
    /** Opens the entry of an update, or the one that an earlier attempt at the same update left. */
    Entry open(UpdateOutline outline);

    /** Waits a short time for what is still to be written. */
    @Override
    void close();

    /** The entry of one update. Used by one thread. */
    interface Entry {
        void stepped(StepResult result, double tokensPerSecond);

        /** Numbers of other kinds than those of each step, by name, after this step of the model. */
        default void measured(long step, Map<String, Double> numbers) {}

        /** Id of the MLflow run; waits some seconds for it. Null when MLflow is away. */
        @Nullable
        String runId();

        /** The update led to this checkpoint, which is committed. */
        void checkpointed(Checkpoint checkpoint);

        /** The update was given up. The same update may be tried again. */
        void givenUp(String reason);
    }

    /** A journal that keeps nothing: for work without MLflow. */
    static TrainingJournal none() {
        return new TrainingJournal() {
            @Override
            public Entry open(UpdateOutline outline) {
                return new Entry() {
                    @Override
                    public void stepped(StepResult result, double tokensPerSecond) {}

                    @Override
                    public @Nullable String runId() {
                        return null;
                    }

                    @Override
                    public void checkpointed(Checkpoint checkpoint) {}

                    @Override
                    public void givenUp(String reason) {}
                };
            }

            @Override
            public void close() {}
        };
    }
}
