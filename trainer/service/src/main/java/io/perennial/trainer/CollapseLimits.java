package io.perennial.trainer;

/**
 * When a run has collapsed. Both numbers are of {@link io.perennial.encoders.EmbeddingSpread}.
 *
 * @param everySteps steps between two looks; the last step of an update is always looked at
 * @param leastRank effective rank below which a run is stopped; 0 to look on
 * @param leastDeviation deviation of directions below which a run is stopped; 0 to look on
 */
record CollapseLimits(int everySteps, double leastRank, double leastDeviation) {
    /** Far below what any useful encoder has. */
    static final CollapseLimits DEFAULT = new CollapseLimits(200, 1.5, 0.01);
}
