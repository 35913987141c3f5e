package io.perennial.curator.drift.blocks;

/**
 * When a block is full: it has so many samples and has lasted so long.
 *
 * @param samples at least, repeated ones not counted
 * @param minutes at least, in event time
 */
public record BlockSize(int samples, int minutes) {
    /** Times the samples; records after which a block is full whatever their times say, so that a wrong clock cannot keep it open. */
    private static final int LARGEST = 64;

    private static final long MINUTE_MILLIS = 60_000;

    public BlockSize {
        if (samples < 1 || minutes < 0) {
            throw new IllegalArgumentException("a block needs at least 1 sample and 0 minutes, was " + samples
                    + " samples and " + minutes + " minutes");
        }
    }

    boolean isFull(long samplesSoFar, long recordsSoFar, long millis) {
        return (samplesSoFar >= samples && millis >= minutes * MINUTE_MILLIS)
                || recordsSoFar >= (long) LARGEST * samples;
    }
}
