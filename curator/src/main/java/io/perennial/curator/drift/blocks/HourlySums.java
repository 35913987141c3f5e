package io.perennial.curator.drift.blocks;

import io.perennial.curator.drift.calibration.BlockSums;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Sums of a descriptor of one source for each hour of the last day that has blocks. Not safe for use by several threads. */
public final class HourlySums {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int HOURS = 24;
    /** Hours that count as now: the one that has begun and the one before. */
    private static final int RECENT = 2;

    private final NavigableMap<Long, BlockSums> hours = new TreeMap<>();

    /** @param time in milliseconds */
    public void add(long time, BlockSums block) {
        hours.merge(time / HOUR_MILLIS, block, BlockSums::plus);
        while (hours.size() > HOURS + RECENT) {
            hours.remove(hours.firstKey());
        }
    }

    /** What came in the hour of the time, in milliseconds, and in the one before. */
    public BlockSums recent(long time) {
        long hour = time / HOUR_MILLIS;
        return sum(hours.subMap(hour - RECENT, false, hour, true));
    }

    /** What came in the day before that. */
    public BlockSums before(long time) {
        long hour = time / HOUR_MILLIS - RECENT;
        return sum(hours.subMap(hour - HOURS, false, hour, true));
    }

    /** Everything that is kept. */
    public BlockSums all() {
        return sum(hours);
    }

    private static BlockSums sum(Map<Long, BlockSums> hours) {
        return hours.values().stream().reduce(BlockSums.NONE, BlockSums::plus);
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(hours.size());
        for (Map.Entry<Long, BlockSums> hour : hours.entrySet()) {
            out.writeLong(hour.getKey());
            hour.getValue().write(out);
        }
    }

    public static HourlySums read(DataInput in) throws IOException {
        HourlySums sums = new HourlySums();
        for (int left = in.readInt(); left > 0; left--) {
            sums.hours.put(in.readLong(), BlockSums.read(in));
        }
        return sums;
    }
}
