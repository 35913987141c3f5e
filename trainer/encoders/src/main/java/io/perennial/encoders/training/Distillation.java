package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.PreviousEncoderLoss;
import io.perennial.encoders.plan.BoundPlan;
import org.jspecify.annotations.Nullable;

/** The weight of what the encoder of the parent gave, beside the objective. The first update of a model has nothing to distil from. */
final class Distillation {
    /** The name of its part of the loss. */
    static final String NAME = "distillation";

    private final PreviousEncoderLoss loss;
    private final double weight;
    private boolean hasPrevious;

    private Distillation(PreviousEncoderLoss loss, double weight) {
        this.loss = loss;
        this.weight = weight;
    }

    /** Null where the network distils nothing. */
    static @Nullable Distillation of(ModelConfiguration configuration, @Nullable PreviousEncoderLoss loss) {
        return loss == null ? null : new Distillation(loss, configuration.real(Setting.DISTILLATION_WEIGHT));
    }

    /** Whether a model with this configuration distils. */
    static boolean isWanted(ModelConfiguration configuration) {
        return Setting.DISTILLATION_WEIGHT.appliesTo(configuration.objective())
                && configuration.real(Setting.DISTILLATION_WEIGHT) > 0;
    }

    /** The encoder as it is now is what the update distils from; a model that begins has learned nothing yet. */
    void begun(BoundPlan bound, long steps) {
        hasPrevious = steps > 0;
        if (hasPrevious) {
            loss.remember(bound);
        }
    }

    /** Makes the mean distance count its weight times as much as the mean loss of a step of that many scored predictions. */
    void load(BoundPlan bound, long scored) {
        load(bound, scored, loss.samples());
    }

    /**
     * Like {@link #load(BoundPlan, long)} where not every sample counts.
     *
     * @param samples those that do
     */
    void load(BoundPlan bound, long scored, long samples) {
        double counted = hasPrevious ? weight : 0;
        bound.set(loss.scale(), 0, counted * scored / Math.max(1, samples));
    }

    /** Sum of the weighted distances of the batch that ran last. */
    double sum(BoundPlan bound) {
        return loss.sum(bound);
    }
}
