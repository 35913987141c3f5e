package io.perennial.curator.drift.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many blocks a day has, in event time. A longer silence counts as {@value #LONGEST_GAP} ms and a step back as none, so one wrong clock
 * cannot make blocks look rare, which would let more alarms through than promised. Not safe for use by several threads.
 */
final class Pace {
    static final long DAY_MILLIS = 86_400_000;
    static final long LONGEST_GAP = DAY_MILLIS / 4;

    private long last;
    private long blocks;
    private long gaps;
    private long millis;

    void add(long time) {
        if (blocks > 0) {
            gaps++;
            millis += gap(last, time);
        }
        if (gaps > BlockHistory.KEPT) {
            gaps /= 2;
            millis /= 2;
        }
        last = time;
        blocks++;
    }

    static long gap(long earlier, long later) {
        return Math.max(0, Math.min(LONGEST_GAP, later - earlier));
    }

    /** Infinite as long as it is not known. */
    double blocksPerDay() {
        return millis == 0 ? Double.POSITIVE_INFINITY : (double) gaps * DAY_MILLIS / millis;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(last);
        out.writeLong(blocks);
        out.writeLong(gaps);
        out.writeLong(millis);
    }

    void read(DataInput in) throws IOException {
        last = in.readLong();
        blocks = in.readLong();
        gaps = in.readLong();
        millis = in.readLong();
    }
}
