package io.perennial.curator.drift.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Two-sided CUSUM over block means (Page, "Continuous Inspection Schemes", Biometrika 1954) that needs no known level: it learns the level
 * from its first {@value #LEARNED} blocks, follows it slowly, and after an alarm begins anew at the new level. So one change raises one
 * alarm, and the whole procedure, learning included, can be replayed over a history. Not safe for use by several threads.
 */
public final class RestartingCusum {
    /** Blocks after a restart from which the level is learned and in which no alarm is raised. */
    static final int LEARNED = 32;
    /** The level is a mean of about so many blocks. */
    private static final int MEMORY = 512;
    /** Half of the change, in deviations of a block, that is to be found soonest. */
    private static final double ALLOWANCE = 0.25;

    private final Side up = new Side(1);
    private final Side down = new Side(-1);
    private double level;
    private long blocks;

    /** One direction: the sum, and the blocks since it passed half of the threshold, which are surely behind the change. */
    private static final class Side {
        private final int sign;
        private double sum;
        private double total;
        private long count;

        Side(int sign) {
            this.sign = sign;
        }

        void add(double value, double standardised, double threshold) {
            sum = Math.max(0, sum + sign * standardised - ALLOWANCE);
            if (sum <= threshold / 2) {
                total = 0;
                count = 0;
            } else {
                total += value;
                count++;
            }
        }

        void restart() {
            sum = 0;
            total = 0;
            count = 0;
        }
    }

    /**
     * Adds a block.
     *
     * @param value mean of the block
     * @param deviation standard deviation of block means; above 0
     * @param threshold in deviations
     * @return the alarm after which everything begins anew, or null
     */
    public @Nullable Alarm add(double value, double deviation, double threshold) {
        if (blocks >= LEARNED) {
            double standardised = (value - level) / deviation;
            up.add(value, standardised, threshold);
            down.add(value, standardised, threshold);
            Side larger = up.sum >= down.sum ? up : down;
            if (larger.sum > threshold) {
                Alarm alarm = new Alarm(
                        larger.sum,
                        threshold,
                        level,
                        larger.total / larger.count,
                        blocks - larger.count + 1,
                        larger.count);
                restart();
                return alarm;
            }
        }
        blocks++;
        level += (value - level) / Math.min(blocks, MEMORY);
        return null;
    }

    private void restart() {
        up.restart();
        down.restart();
        level = 0;
        blocks = 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(level);
        out.writeLong(blocks);
        for (Side side : new Side[] {up, down}) {
            out.writeDouble(side.sum);
            out.writeDouble(side.total);
            out.writeLong(side.count);
        }
    }

    static RestartingCusum read(DataInput in) throws IOException {
        RestartingCusum cusum = new RestartingCusum();
        cusum.level = in.readDouble();
        cusum.blocks = in.readLong();
        for (Side side : new Side[] {cusum.up, cusum.down}) {
            side.sum = in.readDouble();
            side.total = in.readDouble();
            side.count = in.readLong();
        }
        return cusum;
    }
}
