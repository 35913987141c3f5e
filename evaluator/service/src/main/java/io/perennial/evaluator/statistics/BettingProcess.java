package io.perennial.evaluator.statistics;

/**
 * Test by betting for bounded paired differences (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by
 * betting", JRSS B 86, 2024; the predictable plug-in bet of gostevehoward/confseq:src/confseq/predmix.py). The hypothesis is that
 * the mean difference is at most {@code -margin}. The evidence is a non-negative supermartingale under it, so the chance that it
 * ever reaches 1/alpha is at most alpha (Ville), however often one looks. Used by one thread.
 */
public final class BettingProcess {
    private static final double PRIOR_MEAN = 0.5;
    private static final double PRIOR_VARIANCE = 0.25;
    private static final double BET_SHARE = 0.5;

    private final double alpha;
    private final double hypothesis;
    private long observations;
    private double sum;
    private double squares = PRIOR_VARIANCE;
    private double variance = PRIOR_VARIANCE;
    private double logEvidence;

    /**
     * A process without observations.
     *
     * @param margin difference that is tolerated, in (-1, 1)
     * @param alpha chance of a false proof over all looks
     */
    public BettingProcess(double margin, double alpha) {
        if (!(margin > -1 && margin < 1) || !(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "margin must be in (-1, 1) and alpha in (0, 1), were " + margin + " and " + alpha);
        }
        this.alpha = alpha;
        this.hypothesis = (1 - margin) / 2;
    }

    /** Adds one difference in [-1, 1]; larger is better. */
    public void observe(double difference) {
        if (!(difference >= -1 && difference <= 1)) {
            throw new IllegalArgumentException("difference must be in [-1, 1], was " + difference);
        }
        double value = (difference + 1) / 2;
        observations++;
        logEvidence += StrictMath.log1p(bet() * (value - hypothesis));
        sum += value;
        double mean = (PRIOR_MEAN + sum) / (observations + 1);
        squares += (value - mean) * (value - mean);
        variance = squares / (observations + 1);
    }

    /** Depends on earlier observations only; the cap keeps the stake from being lost whole. */
    private double bet() {
        double planned = StrictMath.sqrt(
                2 * StrictMath.log(1 / alpha) / (variance * observations * StrictMath.log1p((double) observations)));
        return Math.min(planned, BET_SHARE / hypothesis);
    }

    public long observations() {
        return observations;
    }

    /** The e-value: 1 before the first observation. */
    public double evidence() {
        return StrictMath.exp(logEvidence);
    }

    /** True when the evidence against the hypothesis has reached 1/alpha. */
    public boolean isProven() {
        return evidence() >= 1 / alpha;
    }
}
