package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.plan.BoundPlan;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** A self-supervised objective on a network: turns contents into the inputs of the plan, and losses into one number. */
public interface Task {
    Network network();

    /** The start of training with these parameters. */
    default TrainingState initialState(float[] parameters) {
        return TrainingState.initial(parameters);
    }

    /** Writes what the plan needs once, after binding. */
    void prepare(BoundPlan bound);

    /**
     * Writes the inputs of one step.
     *
     * @param step from 1; random choices depend on it and the seed alone
     */
    Loaded load(BoundPlan bound, List<? extends Content> batch, long step);

    /** Sum of the losses of the step that ran last. */
    double lossSum(BoundPlan bound, Loaded loaded);

    /** Mean losses of the batch that ran last, by name, where the objective is a sum of several; empty where it is one. */
    default SortedMap<String, Double> losses(BoundPlan bound) {
        return Collections.emptySortedMap();
    }

    /**
     * An update begins with the parameters that are bound.
     *
     * @param steps steps of the model before it
     */
    default void begun(BoundPlan bound, long steps) {}

    /** Changes what follows the parameters rather than the gradients, after the update of a step. */
    default void updated(BoundPlan bound, long step) {}

    /**
     * What was loaded.
     *
     * @param scored predictions that the loss is the mean of
     * @param tokens tokens or patches that go through the network
     */
    record Loaded(long scored, long tokens) {}
}
