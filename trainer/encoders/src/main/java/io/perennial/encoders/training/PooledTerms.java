package io.perennial.encoders.training;

import io.perennial.encoders.network.PooledLosses;
import io.perennial.encoders.plan.BoundPlan;
import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The weighted losses on the means of the windows, beside the loss of the predictions. The centre of the hypersphere is the mean of
 * the means so far, later their moving average; as long as it is not known, distances weigh nothing.
 */
final class PooledTerms {
    private static final double CENTRE_RATE = 0.01;

    private final PooledLosses losses;
    private final int length;
    private final boolean hasOrder;
    private final boolean hasHypersphere;
    private final @Nullable Distillation distillation;
    private final float[] shares;
    private final float[] filled;
    private final float[] means;
    private final float[] centre;

    /** What a step multiplies its losses with. */
    record Weights(double order, double hypersphere) {}

    PooledTerms(PooledLosses losses, boolean hasOrder, boolean hasHypersphere, @Nullable Distillation distillation) {
        this.losses = losses;
        this.hasOrder = hasOrder;
        this.hasHypersphere = hasHypersphere;
        this.distillation = distillation;
        length = Math.toIntExact(losses.shares().size(2));
        shares = new float[Math.toIntExact(losses.shares().elements())];
        filled = new float[shares.length / length];
        means = new float[Math.toIntExact(losses.means().elements())];
        centre = new float[means.length / filled.length];
    }

    boolean hasHypersphere() {
        return hasHypersphere;
    }

    /** An update begins with the parameters that are bound. */
    void begun(BoundPlan bound, long steps) {
        if (distillation != null) {
            distillation.begun(bound, steps);
        }
    }

    int width() {
        return centre.length;
    }

    /**
     * @param counts tokens of each window
     * @param swapped 1, 0 or -1 for each window
     * @param scored predictions that the loss is divided by
     * @param weights of the losses in this step
     */
    void load(BoundPlan bound, int[] counts, int[] swapped, long scored, Weights weights) {
        int windows = 0;
        int pairs = 0;
        for (int window = 0; window < counts.length; window++) {
            int start = window * length;
            Arrays.fill(shares, start, start + length, 0);
            Arrays.fill(shares, start, start + counts[window], 1f / Math.max(1, counts[window]));
            filled[window] = counts[window] > 0 ? 1 : 0;
            windows += counts[window] > 0 ? 1 : 0;
            pairs += swapped[window] >= 0 ? 1 : 0;
        }
        bound.write(losses.shares(), shares);
        if (hasOrder) {
            bound.write(losses.swapped(), swapped);
            bound.set(losses.orderScale(), 0, weights.order() * scored / Math.max(1, pairs));
        }
        if (distillation != null) {
            bound.write(losses.filled(), filled);
            distillation.load(bound, scored, windows);
        }
        if (hasHypersphere) {
            bound.write(losses.filled(), filled);
            double weight = isCentreKnown(bound) ? weights.hypersphere() : 0;
            bound.set(losses.distanceScale(), 0, weight * scored / Math.max(1, windows));
        }
    }

    double sum(BoundPlan bound) {
        return losses.sum(bound);
    }

    /** The parts of that sum by name. */
    SortedMap<String, Double> parts(BoundPlan bound) {
        return losses.parts(bound);
    }

    /** Lets the centre follow the means of the batch that ran last. */
    void updated(BoundPlan bound, long step) {
        if (!hasHypersphere) {
            return;
        }
        bound.read(losses.means(), means);
        bound.read(losses.centre(), centre);
        double rate = Math.max(1.0 / step, CENTRE_RATE);
        int windows = 0;
        double[] sums = new double[centre.length];
        for (int window = 0; window < filled.length; window++) {
            if (filled[window] > 0) {
                Means.addRows(means, window, 1, centre.length, sums);
                windows++;
            }
        }
        for (int i = 0; i < centre.length && windows > 0; i++) {
            centre[i] = (float) ((1 - rate) * centre[i] + rate * sums[i] / windows);
        }
        bound.write(losses.centre(), centre);
    }

    private boolean isCentreKnown(BoundPlan bound) {
        bound.read(losses.centre(), centre);
        for (float value : centre) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }
}
