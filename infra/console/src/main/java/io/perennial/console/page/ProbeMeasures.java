package io.perennial.console.page;

/** Names of the measures of an offline report that the pages show. */
public final class ProbeMeasures {
    /** Accuracy of the linear probe on the test split. */
    public static final String ACCURACY = "linear_probe.accuracy";

    /** The same for the encoder before any training. */
    public static final String UNTRAINED = "linear_probe.accuracy.untrained";

    /** The same for the champion of that time. */
    public static final String CHAMPION = "linear_probe.accuracy.champion";

    private ProbeMeasures() {}
}
