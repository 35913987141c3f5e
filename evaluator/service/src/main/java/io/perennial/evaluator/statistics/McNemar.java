package io.perennial.evaluator.statistics;

/** McNemar's test for two classifiers judged on the same examples. */
public final class McNemar {
    private McNemar() {}

    /**
     * Two-sided exact mid-p value (Fagerland, Lydersen, Laake, "The McNemar test for binary matched-pairs data", BMC Medical
     * Research Methodology 13:91, 2013).
     *
     * @param onlyFirst examples that only the first classifier got right
     * @param onlySecond examples that only the second classifier got right
     * @return 1 if there is no discordant example
     */
    public static double midP(int onlyFirst, int onlySecond) {
        int discordant = onlyFirst + onlySecond;
        if (onlyFirst == onlySecond) {
            return 1 - (discordant == 0 ? 0 : probability(discordant, onlyFirst) / 2);
        }
        int fewer = Math.min(onlyFirst, onlySecond);
        double tail = 0;
        for (int k = 0; k < fewer; k++) {
            tail += probability(discordant, k);
        }
        return 2 * tail + probability(discordant, fewer);
    }

    /** Probability of {@code k} heads in {@code n} tosses of a fair coin. */
    private static double probability(int n, int k) {
        double logarithm = -n * StrictMath.log(2);
        for (int i = 1; i <= k; i++) {
            logarithm += StrictMath.log((n - k + i) / (double) i);
        }
        return StrictMath.exp(logarithm);
    }
}
