package io.perennial.curator.history;

import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What other rules would change.
 *
 * @param modality of the rules
 * @param configHash digest of the new rule file
 * @param configHashesBefore digests of the rule files that judged before, with the number of records
 * @param ranges what was replayed
 * @param records how many
 * @param before number of records of each decision
 * @param after number of records of each decision under the new rules
 * @param changes decisions that differ, the most frequent first
 */
public record ReplayDifference(
        Modality modality,
        String configHash,
        SortedMap<String, Long> configHashesBefore,
        List<OffsetRange> ranges,
        long records,
        SortedMap<Decision, Long> before,
        SortedMap<Decision, Long> after,
        List<Change> changes) {

    /**
     * Records of one decision that would get another one.
     *
     * @param records how many
     * @param sampleIds of the first of them
     */
    public record Change(Decision before, Decision after, long records, List<String> sampleIds) {}

    /** Records whose decision would be another. */
    public long changed() {
        return changes.stream().mapToLong(Change::records).sum();
    }

    /** Counts. Used by one thread. */
    static final class Builder {
        private static final Comparator<Pair> ORDER =
                Comparator.comparing(Pair::before).thenComparing(Pair::after);

        private final RuleSet rules;
        private final List<OffsetRange> ranges;
        private final int samples;
        private final SortedMap<String, Long> hashes = new TreeMap<>();
        private final SortedMap<Decision, Long> before = new TreeMap<>();
        private final SortedMap<Decision, Long> after = new TreeMap<>();
        private final SortedMap<Pair, Long> counts = new TreeMap<>(ORDER);
        private final SortedMap<Pair, List<String>> ids = new TreeMap<>(ORDER);
        private long records;

        private record Pair(Decision before, Decision after) {}

        Builder(RuleSet rules, List<OffsetRange> ranges, int samples) {
            this.rules = rules;
            this.ranges = List.copyOf(ranges);
            this.samples = samples;
        }

        long records() {
            return records;
        }

        void add(@Nullable Verdict old, Verdict now) {
            records++;
            if (old != null) {
                hashes.merge(old.getConfigHash(), 1L, Long::sum);
            }
            Pair pair = new Pair(old == null ? Decision.NONE : Decision.of(old), Decision.of(now));
            before.merge(pair.before(), 1L, Long::sum);
            after.merge(pair.after(), 1L, Long::sum);
            if (!pair.before().equals(pair.after())) {
                counts.merge(pair, 1L, Long::sum);
                List<String> named = ids.computeIfAbsent(pair, p -> new ArrayList<>());
                if (named.size() < samples) {
                    named.add(now.getSampleId());
                }
            }
        }

        ReplayDifference build() {
            List<Change> changes = new ArrayList<>();
            counts.forEach((pair, count) ->
                    changes.add(new Change(pair.before(), pair.after(), count, List.copyOf(ids.get(pair)))));
            changes.sort(Comparator.comparingLong(Change::records).reversed());
            return new ReplayDifference(
                    rules.modality(), rules.sha256(), hashes, ranges, records, before, after, List.copyOf(changes));
        }
    }
}
