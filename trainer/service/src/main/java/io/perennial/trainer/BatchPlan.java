package io.perennial.trainer;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.stream.IntStream;

/**
 * How the samples of a window, and replayed ones, fill the batches of an update. The shape of a batch is the same in every step:
 * new rows first, replay rows after. New rows walk through the window {@code passes} times, each pass in an order of its own; the
 * last batch is filled from one more pass. All of it is a function of the seed, the first step and the size of the window.
 */
final class BatchPlan {
    private static final int PASS_BITS = 20;

    private final int windowSize;
    private final int newRows;
    private final int replayRows;
    private final int steps;
    private final long seed;
    private final long firstStep;
    private int shuffledPass = -1;
    private int[] order = new int[0];

    /**
     * @param windowSize samples in the window
     * @param passes how often each sample of the window is trained on
     * @param batchSize rows of a batch
     * @param replayShare share of the rows that is replayed; at least one row if above 0
     * @param hasReplay whether there is anything to replay
     * @param seed seed of the model
     * @param firstStep steps of the model before this update
     */
    BatchPlan(
            int windowSize,
            int passes,
            int batchSize,
            double replayShare,
            boolean hasReplay,
            long seed,
            long firstStep) {
        if (windowSize < 1 || passes < 1 || batchSize < 1 || !(replayShare >= 0 && replayShare < 1)) {
            throw new IllegalArgumentException(
                    "windowSize, passes and batchSize must be at least 1 and replayShare in [0, 1)," + " were "
                            + windowSize + ", " + passes + ", " + batchSize + ", " + replayShare);
        }
        this.windowSize = windowSize;
        replayRows = hasReplay && replayShare > 0
                ? Math.min(batchSize - 1, Math.max(1, (int) Math.round(batchSize * replayShare)))
                : 0;
        newRows = batchSize - replayRows;
        steps = Math.toIntExact(((long) windowSize * passes + newRows - 1) / newRows);
        this.seed = seed;
        this.firstStep = firstStep;
    }

    int steps() {
        return steps;
    }

    int newRows() {
        return newRows;
    }

    int replayRows() {
        return replayRows;
    }

    /** Indexes into the window for the new rows of a step, counted from 0 in this update. */
    int[] windowRows(int step) {
        int[] rows = new int[newRows];
        for (int row = 0; row < newRows; row++) {
            long drawn = (long) step * newRows + row;
            rows[row] = order((int) (drawn / windowSize))[(int) (drawn % windowSize)];
        }
        return rows;
    }

    private int[] order(int pass) {
        if (pass != shuffledPass) {
            order = IntStream.range(0, windowSize).toArray();
            // Updates differ in their first step, so no two passes of a model share an index.
            new CounterRandom(seed, Purpose.WINDOW_ORDER, (firstStep << PASS_BITS) + pass)
                    .shuffle(order, windowSize, windowSize);
            shuffledPass = pass;
        }
        return order;
    }
}
