package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network that learns from random views of each picture. */
public interface ViewNetwork {
    /** Large views of each picture. */
    int VIEWS = 2;

    Network network();

    /** The views it is given: large ones first, {@link #VIEWS} of each picture, then others. */
    List<Views> views();

    /** What the sums of losses and gradients are divided by. */
    long scored();

    /** Writes what the plan needs once, after binding. */
    void prepare(BoundPlan bound);

    /** Sum of the losses of the step that ran last, without what is distilled. */
    double lossSum(BoundPlan bound);

    /** The loss against the previous encoder, on top; null where nothing is distilled from it. */
    default @Nullable PreviousEncoderLoss previous() {
        return null;
    }

    /** The start of the vectors that training changes besides parameters and moments, for these parameters. */
    default Map<String, float[]> start(float[] parameters, long seed) {
        return Map.of();
    }

    /** Changes those vectors, after the update of a step. */
    default void updated(BoundPlan bound, long step) {}
}
