package io.perennial.evaluator;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Encoder;
import io.perennial.evaluator.gate.EncoderEvidence;
import io.perennial.evaluator.gate.ErrorBudgets;
import io.perennial.evaluator.gate.Gate;
import io.perennial.evaluator.gate.GatePolicy;
import io.perennial.evaluator.gate.OfflineEvidence;
import io.perennial.evaluator.gate.OfflineGates;
import io.perennial.evaluator.gold.GoldSets;
import io.perennial.evaluator.history.EvaluationHistory;
import io.perennial.evaluator.history.Reports;
import io.perennial.evaluator.statistics.Seed;
import io.perennial.runtime.Build;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldReference;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.Measure;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.ServedCheckpoint;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges one checkpoint on the gold sets of its model, against the untrained network, the champion and the anchor. Whatever cannot be
 * judged becomes a gate that answers ERROR. Used by one thread.
 */
final class OfflineEvaluation {
    static final String GOLD_SET = "gold_set";
    static final String EVALUATION = "evaluation";

    private static final Logger log = LoggerFactory.getLogger(OfflineEvaluation.class);
    private static final int CACHED_ENCODERS = 8;

    private final EvaluationHistory history;
    private final GoldSets goldSets;
    private final Checkpoints checkpoints;
    private final LeakageScan leakageScan;
    private final GatePolicy policy;
    private final Clock clock;
    private final BooleanSupplier cancelled;

    /** Champion and anchor are asked the same questions for every candidate. */
    private final Map<String, EncoderEvidence> cache = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, EncoderEvidence> eldest) {
            return size() > CACHED_ENCODERS;
        }
    };

    OfflineEvaluation(
            EvaluationHistory history,
            GoldSets goldSets,
            Checkpoints checkpoints,
            LeakageScan leakageScan,
            GatePolicy policy,
            Clock clock,
            BooleanSupplier cancelled) {
        this.history = history;
        this.goldSets = goldSets;
        this.checkpoints = checkpoints;
        this.leakageScan = leakageScan;
        this.policy = policy;
        this.clock = clock;
        this.cancelled = cancelled;
    }

    /** Whom a candidate is compared with, by which sets. */
    private record Comparison(
            Checkpoint candidate,
            List<GoldSet> sets,
            @Nullable ServedCheckpoint champion,
            @Nullable ServedCheckpoint anchor,
            long seed) {}

    /**
     * Judges a checkpoint.
     *
     * @return a sealed report
     * @throws KafkaException if the broker fails: that says nothing about the checkpoint
     * @throws CancellationException if the service stops meanwhile
     */
    EvaluationReport judge(Checkpoint candidate) {
        Instant begin = clock.instant();
        Comparison comparison = comparison(candidate);
        List<GateResult> gates = new ArrayList<>();
        List<Measure> measures = new ArrayList<>();
        try {
            if (comparison.sets.isEmpty()) {
                gates.add(new Gate(GOLD_SET, 0)
                        .error("no gold set for model " + candidate.getModel() + "; publish one (gold publish)"));
            } else {
                judge(comparison, gates, measures);
            }
        } catch (KafkaException | CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("checkpoint", candidate.getCheckpointId())
                    .log("checkpoint could not be judged");
            gates.add(new Gate(EVALUATION, 0).error(String.valueOf(e.getMessage())));
        }
        return report(comparison, gates, measures, begin);
    }

    private Comparison comparison(Checkpoint candidate) {
        String model = candidate.getModel();
        List<GoldSet> sets = history.goldSets(model);
        Set<String> digests = sets.stream().map(GoldSet::getDigest).collect(Collectors.toSet());
        ServedCheckpoint champion = history.champion(model);
        ServedCheckpoint anchor = history.anchor(model, digests);
        List<String> identities = new ArrayList<>(List.of(
                candidate.getCheckpointId(),
                champion == null ? "" : champion.getCheckpointId(),
                anchor == null ? "" : anchor.getCheckpointId(),
                policy.hash()));
        sets.forEach(set -> identities.add(set.getDigest()));
        return new Comparison(candidate, sets, champion, anchor, Seed.of(identities.toArray(String[]::new)));
    }

    private void judge(Comparison comparison, List<GateResult> gates, List<Measure> measures) throws IOException {
        List<GoldExample> gold = new ArrayList<>();
        List<GoldTask> tasks = new ArrayList<>();
        for (GoldSet set : comparison.sets) {
            List<GoldExample> examples = goldSets.read(set);
            gold.addAll(examples);
            tasks.add(new GoldTask(set, examples));
        }
        gates.add(leakage(comparison, gold));
        ErrorBudgets budgets = budgets(comparison);
        measures.addAll(OfflineMeasures.of(budgets.champion()));
        for (GoldTask task : tasks) {
            OfflineEvidence evidence = evidence(comparison, task);
            // One set is the rule; with more, each one's numbers carry its name.
            String suffix = tasks.size() == 1 ? "" : "/" + task.set().getName();
            new OfflineGates(policy, comparison.seed, budgets)
                    .judge(evidence)
                    .forEach(gate -> gates.add(new GateResult(
                            gate.getName() + suffix,
                            gate.getOutcome(),
                            gate.getStatistic(),
                            gate.getBound(),
                            gate.getThreshold(),
                            gate.getExamples(),
                            gate.getDetail())));
            measures.addAll(OfflineMeasures.of(evidence, budgets, suffix));
        }
    }

    private ErrorBudgets budgets(Comparison comparison) {
        ServedCheckpoint champion = comparison.champion;
        ServedCheckpoint anchor = comparison.anchor;
        return ErrorBudgets.of(
                policy,
                history.placeAgainstChampion(
                        comparison.candidate, champion == null ? null : champion.getCheckpointId()),
                history.placeAgainstAnchor(comparison.candidate, anchor == null ? null : anchor.getCheckpointId()));
    }

    private OfflineEvidence evidence(Comparison comparison, GoldTask task) throws IOException {
        BlobRef manifest = comparison.candidate.getManifest();
        double selfTest;
        EncoderEvidence candidate;
        try (Encoder encoder = checkpoints.load(manifest)) {
            selfTest = encoder.selfTest();
            candidate = task.ask(encoder, cancelled);
        }
        cache.put(key(comparison.candidate.getCheckpointId(), task), candidate);
        EncoderEvidence untrained;
        try (Encoder encoder = checkpoints.loadUntrained(manifest)) {
            untrained = task.ask(encoder, cancelled);
        }
        return new OfflineEvidence(
                task.testLabels(),
                task.testSlices(),
                selfTest,
                candidate,
                untrained,
                comparison.champion == null ? null : cached(comparison.champion, task),
                comparison.anchor == null ? null : cached(comparison.anchor, task));
    }

    private EncoderEvidence cached(ServedCheckpoint served, GoldTask task) throws IOException {
        String key = key(served.getCheckpointId(), task);
        EncoderEvidence known = cache.get(key);
        if (known != null) {
            return known;
        }
        try (Encoder encoder = checkpoints.load(served.getManifest())) {
            EncoderEvidence asked = task.ask(encoder, cancelled);
            cache.put(key, asked);
            return asked;
        }
    }

    private static String key(String checkpointId, GoldTask task) {
        return checkpointId + "/" + task.set().getDigest();
    }

    private GateResult leakage(Comparison comparison, List<GoldExample> gold) throws IOException {
        List<OffsetRange> windows = new ArrayList<>();
        Set<String> digests = comparison.sets.stream().map(GoldSet::getDigest).collect(Collectors.toSet());
        Checkpoint checkpoint = comparison.candidate;
        while (true) {
            windows.addAll(checkpoint.getWindows());
            String parentId = checkpoint.getParentId();
            if (parentId == null || isClean(parentId, digests)) {
                return leakageScan.judge(windows, gold, policy.limits().maximumLeakedRecords());
            }
            Checkpoint parent = history.checkpoint(parentId);
            if (parent == null) {
                return new Gate(LeakageScan.GATE, 0)
                        .error("ancestor " + parentId + " is not in training.checkpoints, so its windows are unknown");
            }
            checkpoint = parent;
        }
    }

    /** True if an ancestor, and with it all before it, was found free of the same gold sets. */
    private boolean isClean(String checkpointId, Set<String> digests) {
        EvaluationReport report = history.offlineReport(checkpointId);
        return report != null
                && EvaluationHistory.digests(report).equals(digests)
                && report.getGates().stream()
                        .anyMatch(gate ->
                                gate.getName().equals(LeakageScan.GATE) && gate.getOutcome() == GateOutcome.PASS);
    }

    private EvaluationReport report(
            Comparison comparison, List<GateResult> gates, List<Measure> measures, Instant begin) {
        Instant end = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return Reports.sealed(EvaluationReport.newBuilder()
                .setModel(comparison.candidate.getModel())
                .setCheckpointId(comparison.candidate.getCheckpointId())
                .setChampionId(comparison.champion == null ? null : comparison.champion.getCheckpointId())
                .setAnchorId(comparison.anchor == null ? null : comparison.anchor.getCheckpointId())
                .setStage(EvaluationStage.OFFLINE)
                .setGoldSets(comparison.sets.stream()
                        .map(set -> new GoldReference(set.getName(), set.getVersion(), set.getDigest()))
                        .toList())
                .setGates(gates)
                .setMeasures(measures)
                .setPolicyHash(policy.hash())
                .setSeed(comparison.seed)
                .setCodeVersion(Build.current().version())
                .setSeconds(Duration.between(begin, end).toNanos() / 1e9)
                .setEvaluatedAt(end)
                .build());
    }
}
