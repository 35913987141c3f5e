package io.perennial.encoders.training;

import io.perennial.encoders.StepOutcome;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Tells spikes from steps. A step is skipped if its loss or gradient norm is not finite, or the norm is above a multiple of the median of
 * the steps before it (Chowdhery et al., 2023, skip batches by hand for the same reason). Where many steps in a row are skipped, or the
 * loss of the last steps is far above what it was, the parameters themselves are bad and training rolls back. The verdicts are a function
 * of the losses and norms of one update.
 */
final class SpikeWatch {
    /** Steps that the medians are taken over. */
    static final int HISTORY = 64;

    /** Steps that must have been taken before one is judged by the others. */
    static final int LEAST_HISTORY = 16;

    /** Steps in a row that may be skipped, and steps that the present loss is the mean of. */
    static final int PATIENCE = 8;

    /** The present loss, as a multiple of the median of the history, at which training rolls back. */
    static final double RISEN = 2;

    /** The same, below which the parameters are worth going back to. */
    static final double SOUND = 1.1;

    private final double factor;
    private final Deque<Double> norms = new ArrayDeque<>();
    private final Deque<Double> losses = new ArrayDeque<>();
    private int skipped;

    /** @param factor multiple of the median norm from which on a step is a spike */
    SpikeWatch(double factor) {
        this.factor = factor;
    }

    /** Judges the gradients of a step before they are used; a step that is taken goes into the history. */
    StepOutcome judge(double loss, double norm) {
        boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
        boolean spike = !finite || (norms.size() >= LEAST_HISTORY && norm > factor * median(norms));
        if (spike) {
            skipped++;
            return skipped < PATIENCE ? StepOutcome.SKIPPED : StepOutcome.ROLLED_BACK;
        }
        skipped = 0;
        remember(norms, norm);
        remember(losses, loss);
        return presentLoss() > allowed(RISEN) ? StepOutcome.ROLLED_BACK : StepOutcome.TAKEN;
    }

    /** Whether the parameters are worth going back to. */
    boolean isSound() {
        return skipped == 0 && presentLoss() <= allowed(SOUND);
    }

    /** Forgets what was seen: after a roll-back the history is that of parameters that are gone. */
    void reset() {
        norms.clear();
        losses.clear();
        skipped = 0;
    }

    private double presentLoss() {
        return losses.stream()
                .skip(Math.max(0, losses.size() - PATIENCE))
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    /** The median loss, raised to a multiple of its size; infinite while there is too little to compare with. */
    private double allowed(double multiple) {
        if (losses.size() < LEAST_HISTORY) {
            return Double.POSITIVE_INFINITY;
        }
        double median = median(losses);
        return median + (multiple - 1) * Math.abs(median);
    }

    private static void remember(Deque<Double> history, double value) {
        history.addLast(value);
        if (history.size() > HISTORY) {
            history.removeFirst();
        }
    }

    private static double median(Deque<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1)
                .average()
                .orElseThrow();
    }
}
