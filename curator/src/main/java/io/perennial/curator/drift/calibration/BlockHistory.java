package io.perennial.curator.drift.calibration;

/** Times and means of the newest blocks of a detector, oldest first. */
public interface BlockHistory {
    /** At least so many blocks are kept, if there were so many. */
    int KEPT = 8192;

    /** @param time at which the block ended, in milliseconds */
    void add(long time, double mean);

    /** Blocks added since the beginning, kept or not. */
    long added();

    /** What is kept. */
    Blocks blocks();

    /**
     * @param times in milliseconds
     * @param means as many
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Blocks(long[] times, double[] means) {
        /** Days that the blocks cover. */
        public double days() {
            long millis = 0;
            for (int i = 1; i < times.length; i++) {
                millis += Pace.gap(times[i - 1], times[i]);
            }
            return (double) millis / Pace.DAY_MILLIS;
        }
    }
}
