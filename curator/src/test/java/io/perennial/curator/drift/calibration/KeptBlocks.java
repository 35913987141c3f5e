package io.perennial.curator.drift.calibration;

import java.util.ArrayList;
import java.util.List;

/** A history in memory that keeps the newest {@link BlockHistory#KEPT} blocks. */
public final class KeptBlocks implements BlockHistory {
    private final List<Long> times = new ArrayList<>();
    private final List<Double> means = new ArrayList<>();

    @Override
    public void add(long time, double mean) {
        times.add(time);
        means.add(mean);
    }

    @Override
    public long added() {
        return means.size();
    }

    @Override
    public Blocks blocks() {
        int first = Math.max(0, means.size() - KEPT);
        return new Blocks(
                times.subList(first, times.size()).stream()
                        .mapToLong(Long::longValue)
                        .toArray(),
                means.subList(first, means.size()).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray());
    }
}
