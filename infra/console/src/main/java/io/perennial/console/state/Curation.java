package io.perennial.console.state;

import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the curator decided, counted since the console began to read.
 *
 * @param outcomes verdicts by modality and outcome
 * @param rules verdicts that were not KEPT by modality and rule, most frequent first
 * @param sources verdicts by modality, source and outcome, busiest first
 * @param minutes share of kept verdicts for each of the last minutes of event time, by modality, oldest first
 * @param lastDecidedAt event time of the newest verdict; null: none yet
 */
public record Curation(
        Map<Modality, Map<Outcome, Long>> outcomes,
        List<RuleCount> rules,
        List<SourceCount> sources,
        Map<Modality, List<Double>> minutes,
        @Nullable Instant lastDecidedAt) {
    /** Verdicts of one rule. */
    public record RuleCount(Modality modality, Outcome outcome, String rule, long count) {}

    /** Verdicts about one source. */
    public record SourceCount(Modality modality, String source, Map<Outcome, Long> outcomes) {
        public SourceCount {
            outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
        }

        public long total() {
            return outcomes.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public static final Curation NONE = new Curation(Map.of(), List.of(), List.of(), Map.of(), null);

    public long count(Modality modality, Outcome outcome) {
        return outcomes.getOrDefault(modality, Map.of()).getOrDefault(outcome, 0L);
    }

    public long total(Modality modality) {
        return outcomes.getOrDefault(modality, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
