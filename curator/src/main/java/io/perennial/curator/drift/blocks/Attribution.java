package io.perennial.curator.drift.blocks;

import io.perennial.curator.drift.calibration.BlockSums;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which source moved the mean of a descriptor over all sources, by how much. With n samples of mean m in a source, of N in all, before, the mean M
 * before, and the same with a dash after the change, its part is {@code n'/N' (m' - M) - n/N (m - M)}; the parts add up to {@code M' - M}.
 *
 * @param changes part of each source in the unit of the descriptor, the largest first; the rest under the empty name
 * @param share of the source that was asked for in the samples after the change; 0 if there are none
 */
public record Attribution(Map<String, Double> changes, double share) {
    private static final int LISTED = 8;

    /** @param before samples of a source before the change
     * @param after samples behind it */
    public record Traffic(BlockSums before, BlockSums after) {}

    public Attribution {
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    }

    /** @param source whose share is asked for */
    public static Attribution of(Map<String, Traffic> sources, String source) {
        BlockSums before = BlockSums.NONE;
        BlockSums after = BlockSums.NONE;
        for (Traffic traffic : sources.values()) {
            before = before.plus(traffic.before());
            after = after.plus(traffic.after());
        }
        if (after.count() == 0) {
            return new Attribution(Map.of(), 0);
        }
        Traffic asked = sources.get(source);
        double share = asked == null ? 0 : (double) asked.after().count() / after.count();
        return new Attribution(before.count() == 0 ? Map.of() : changes(sources, before, after), share);
    }

    private static Map<String, Double> changes(Map<String, Traffic> sources, BlockSums before, BlockSums after) {
        double mean = before.mean();
        List<Map.Entry<String, Double>> parts = sources.entrySet().stream()
                .map(entry -> Map.entry(
                        entry.getKey(),
                        excess(entry.getValue().after(), mean) / after.count()
                                - excess(entry.getValue().before(), mean) / before.count()))
                .sorted(Comparator.comparing((Map.Entry<String, Double> part) -> -Math.abs(part.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .toList();
        Map<String, Double> changes = new LinkedHashMap<>();
        parts.stream().limit(LISTED).forEach(part -> changes.put(part.getKey(), part.getValue()));
        if (parts.size() > LISTED) {
            double rest =
                    parts.stream().skip(LISTED).mapToDouble(Map.Entry::getValue).sum();
            changes.merge("", rest, Double::sum);
        }
        return changes;
    }

    private static double excess(BlockSums sums, double mean) {
        return sums.sum() - sums.count() * mean;
    }
}
