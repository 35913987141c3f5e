package io.perennial.console.state;

import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts verdicts. Not safe for use by several threads; {@link #view()} is. */
final class CurationCount {
    private static final int MINUTES = 60;
    private static final int RULES_SHOWN = 50;
    private static final int SOURCES_KEPT = 2_000;
    private static final int SOURCES_SHOWN = 50;
    private static final String OTHER_SOURCES = "(other sources)";
    private static final long SECONDS_PER_MINUTE = 60;

    private final Map<Modality, Map<Outcome, Long>> outcomes = new EnumMap<>(Modality.class);
    private final Map<RuleKey, Long> rules = new HashMap<>();
    private final Map<SourceKey, Map<Outcome, Long>> sources = new HashMap<>();
    private final Map<Modality, NavigableMap<Long, long[]>> minutes = new EnumMap<>(Modality.class);
    private @Nullable Instant lastDecidedAt;

    private record RuleKey(Modality modality, Outcome outcome, String rule) {}

    private record SourceKey(Modality modality, String source) {}

    void add(Verdict verdict) {
        Modality modality = verdict.getModality();
        Outcome outcome = verdict.getOutcome();
        outcomes.computeIfAbsent(modality, unused -> new EnumMap<>(Outcome.class))
                .merge(outcome, 1L, Long::sum);
        if (outcome != Outcome.KEPT) {
            rules.merge(new RuleKey(modality, outcome, verdict.getRule()), 1L, Long::sum);
        }
        sources.computeIfAbsent(sourceKey(modality, verdict.getSource()), unused -> new EnumMap<>(Outcome.class))
                .merge(outcome, 1L, Long::sum);
        addMinute(modality, outcome, verdict.getDecidedAt());
        if (lastDecidedAt == null || verdict.getDecidedAt().isAfter(lastDecidedAt)) {
            lastDecidedAt = verdict.getDecidedAt();
        }
    }

    Curation view() {
        return new Curation(copyOfOutcomes(), topRules(), topSources(), keptShares(), lastDecidedAt);
    }

    /** Sources come from publishers, so their number is bounded here. */
    private SourceKey sourceKey(Modality modality, String source) {
        SourceKey key = new SourceKey(modality, source);
        return sources.size() < SOURCES_KEPT || sources.containsKey(key) ? key : new SourceKey(modality, OTHER_SOURCES);
    }

    private void addMinute(Modality modality, Outcome outcome, Instant decidedAt) {
        NavigableMap<Long, long[]> ofModality = minutes.computeIfAbsent(modality, unused -> new TreeMap<>());
        long minute = Math.floorDiv(decidedAt.getEpochSecond(), SECONDS_PER_MINUTE);
        long[] keptAndAll = ofModality.computeIfAbsent(minute, unused -> new long[2]);
        keptAndAll[0] += outcome == Outcome.KEPT ? 1 : 0;
        keptAndAll[1]++;
        if (ofModality.size() > MINUTES) {
            ofModality.pollFirstEntry();
        }
    }

    private Map<Modality, Map<Outcome, Long>> copyOfOutcomes() {
        Map<Modality, Map<Outcome, Long>> copy = new EnumMap<>(Modality.class);
        outcomes.forEach((modality, counts) -> copy.put(modality, new EnumMap<>(counts)));
        return copy;
    }

    private List<Curation.RuleCount> topRules() {
        return rules.entrySet().stream()
                .map(entry -> new Curation.RuleCount(
                        entry.getKey().modality(),
                        entry.getKey().outcome(),
                        entry.getKey().rule(),
                        entry.getValue()))
                .sorted(Comparator.comparingLong(Curation.RuleCount::count)
                        .reversed()
                        .thenComparing(Curation.RuleCount::rule))
                .limit(RULES_SHOWN)
                .toList();
    }

    private List<Curation.SourceCount> topSources() {
        return sources.entrySet().stream()
                .map(entry -> new Curation.SourceCount(
                        entry.getKey().modality(), entry.getKey().source(), entry.getValue()))
                .sorted(Comparator.comparingLong(Curation.SourceCount::total)
                        .reversed()
                        .thenComparing(Curation.SourceCount::source))
                .limit(SOURCES_SHOWN)
                .toList();
    }

    private Map<Modality, List<Double>> keptShares() {
        Map<Modality, List<Double>> shares = new EnumMap<>(Modality.class);
        minutes.forEach((modality, ofModality) -> {
            List<Double> series = new ArrayList<>();
            ofModality.values().forEach(keptAndAll -> series.add((double) keptAndAll[0] / keptAndAll[1]));
            shares.put(modality, List.copyOf(series));
        });
        return shares;
    }
}
