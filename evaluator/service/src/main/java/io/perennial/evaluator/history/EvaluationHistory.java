package io.perennial.evaluator.history;

import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.Measure;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What the topics say about checkpoints, gold sets, reports, decisions and who serves. Used by one thread. */
public final class EvaluationHistory {
    /** The topics that it is made from. */
    public static final Set<String> TOPICS = Set.of(
            Topics.TRAINING_CHECKPOINTS,
            Topics.EVALUATION_GOLD,
            Topics.EVALUATION_REPORTS,
            Topics.PROMOTION_DECISIONS,
            Topics.SERVING_DESIRED);

    /** Measure that ranks the promoted checkpoints. */
    public static final String ACCURACY = "linear_probe.accuracy";

    private static final Set<DecisionKind> WITHOUT_EFFECT =
            Set.of(DecisionKind.STALE, DecisionKind.REFUSED_COMMAND, DecisionKind.ALIAS_REVERTED);

    private final AvroWire<Checkpoint> checkpointWire = AvroWire.of(Checkpoint.class);
    private final AvroWire<GoldSet> goldWire = AvroWire.of(GoldSet.class);
    private final AvroWire<EvaluationReport> reportWire = AvroWire.of(EvaluationReport.class);
    private final AvroWire<Decision> decisionWire = AvroWire.of(Decision.class);
    private final AvroWire<DesiredModel> desiredWire = AvroWire.of(DesiredModel.class);

    private final Map<String, Checkpoint> checkpoints = new LinkedHashMap<>();
    private final Map<String, GoldSet> goldSets = new TreeMap<>();
    private final Map<String, EvaluationReport> offlineReports = new HashMap<>();
    private final CandidateLine line = new CandidateLine();
    private final List<EvaluationReport> shadowReports = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<String, DesiredModel> desired = new HashMap<>();

    /** Takes one record of {@link #TOPICS}. */
    public void apply(ConsumerRecord<String, byte[]> entry) {
        switch (entry.topic()) {
            case Topics.TRAINING_CHECKPOINTS -> add(TopicTail.decode(checkpointWire, entry));
            case Topics.EVALUATION_GOLD -> add(TopicTail.decode(goldWire, entry));
            case Topics.EVALUATION_REPORTS -> add(TopicTail.decode(reportWire, entry));
            case Topics.PROMOTION_DECISIONS -> add(TopicTail.decode(decisionWire, entry));
            case Topics.SERVING_DESIRED -> add(TopicTail.decode(desiredWire, entry));
            default -> throw new IllegalArgumentException("topic " + entry.topic() + " is not one of " + TOPICS);
        }
    }

    void add(Checkpoint checkpoint) {
        checkpoints.putIfAbsent(checkpoint.getCheckpointId(), checkpoint);
    }

    void add(GoldSet set) {
        goldSets.put(set.getName(), set);
    }

    /** Takes a report, whether or not it has come back from its topic. */
    public void add(EvaluationReport report) {
        if (report.getStage() == EvaluationStage.OFFLINE) {
            offlineReports.put(report.getCheckpointId(), report);
            line.add(report);
        } else {
            shadowReports.add(report);
        }
    }

    void add(Decision decision) {
        decisions.add(decision);
    }

    void add(DesiredModel model) {
        desired.put(model.getModel(), model);
    }

    /** Place of a candidate, from 1, among those that were compared with this champion; null: with none. */
    public long placeAgainstChampion(Checkpoint candidate, @Nullable String championId) {
        return line.placeAgainstChampion(candidate, championId);
    }

    /** Place of a candidate, from 1, among those that were compared with this anchor; null: with none. */
    public long placeAgainstAnchor(Checkpoint candidate, @Nullable String anchorId) {
        return line.placeAgainstAnchor(candidate, anchorId);
    }

    /**
     * The oldest checkpoint of a model that has no offline report; else one that passed, waits for the shadow, and was compared with
     * somebody who is champion no more.
     */
    public Optional<Checkpoint> nextToJudge(String model) {
        return ofModel(model)
                .filter(checkpoint -> !offlineReports.containsKey(checkpoint.getCheckpointId()))
                .findFirst()
                .or(() -> ofModel(model).filter(this::waitsWithAnOldReport).findFirst());
    }

    private Stream<Checkpoint> ofModel(String model) {
        return checkpoints.values().stream()
                .filter(checkpoint -> checkpoint.getModel().equals(model));
    }

    private boolean waitsWithAnOldReport(Checkpoint checkpoint) {
        EvaluationReport report = offlineReports.get(checkpoint.getCheckpointId());
        DesiredModel state = desired.get(checkpoint.getModel());
        return report != null
                && state != null
                && state.getChampion() != null
                && !state.getChampion().getCheckpointId().equals(report.getChampionId())
                && decisionsOn(report)
                        .filter(decision -> !WITHOUT_EFFECT.contains(decision.getKind()))
                        .reduce((earlier, later) -> later)
                        .filter(last -> last.getKind() == DecisionKind.CHALLENGE)
                        .isPresent();
    }

    /** Null if there was no such event. */
    public @Nullable Checkpoint checkpoint(String checkpointId) {
        return checkpoints.get(checkpointId);
    }

    /** Null if it was not judged yet. */
    public @Nullable EvaluationReport offlineReport(String checkpointId) {
        return offlineReports.get(checkpointId);
    }

    /** Gold sets that judge a model, by name. */
    public List<GoldSet> goldSets(String model) {
        return goldSets.values().stream()
                .filter(set -> set.getModel().equals(model))
                .toList();
    }

    /** Null before the first promotion. */
    public @Nullable DesiredModel desired(String model) {
        return desired.get(model);
    }

    /** Who serves; null if nobody does. */
    public @Nullable ServedCheckpoint champion(String model) {
        DesiredModel state = desired.get(model);
        return state == null ? null : state.getChampion();
    }

    /**
     * The best checkpoint that was ever promoted and is not in quarantine: the one with the highest probe accuracy, judged by the
     * same gold sets if there is such a one. The champion if no promoted checkpoint has a report; null without a champion.
     */
    public @Nullable ServedCheckpoint anchor(String model, Set<String> goldDigests) {
        DesiredModel state = desired.get(model);
        if (state == null || state.getChampion() == null) {
            return null;
        }
        return promoted(model, state).stream()
                .max(Comparator.comparing(
                                (EvaluationReport report) -> digests(report).equals(goldDigests))
                        .thenComparingDouble(EvaluationHistory::accuracy))
                .map(report -> served(Objects.requireNonNull(checkpoints.get(report.getCheckpointId()))))
                .orElse(state.getChampion());
    }

    private List<EvaluationReport> promoted(String model, DesiredModel state) {
        return decisions.stream()
                .filter(decision -> decision.getModel().equals(model) && decision.getKind() == DecisionKind.PROMOTE)
                .map(Decision::getCheckpointId)
                .filter(id -> id != null && !state.getQuarantined().contains(id) && checkpoints.containsKey(id))
                .distinct()
                .map(offlineReports::get)
                .filter(report -> report != null && Double.isFinite(accuracy(report)))
                .toList();
    }

    static ServedCheckpoint served(Checkpoint checkpoint) {
        BlobRef manifest = checkpoint.getManifest();
        return new ServedCheckpoint(checkpoint.getCheckpointId(), checkpoint.getVersion(), manifest);
    }

    /** Digests of the gold sets that a report used. */
    public static Set<String> digests(EvaluationReport report) {
        return report.getGoldSets().stream().map(set -> set.getDigest()).collect(Collectors.toSet());
    }

    /** NaN if the report has no accuracy. */
    private static double accuracy(EvaluationReport report) {
        return report.getMeasures().stream()
                .filter(measure -> measure.getName().equals(ACCURACY))
                .mapToDouble(Measure::getValue)
                .findFirst()
                .orElse(Double.NaN);
    }

    /**
     * True while a checkpoint that passed all gates waits for its decision, the last shadow report does, or the last decision has
     * not reached {@code serving.desired}: a comparison made now would be with a champion about to be replaced.
     */
    public boolean awaitsDecision(String model) {
        boolean offlineOpen = offlineReports.values().stream()
                .filter(report -> report.getModel().equals(model) && passed(report))
                .anyMatch(report -> decisionsOn(report).findAny().isEmpty());
        boolean shadowOpen = shadowReports.stream()
                .filter(report -> report.getModel().equals(model))
                .reduce((earlier, later) -> later)
                .filter(report -> decisionsOn(report)
                        .noneMatch(decision -> !decision.getDecidedAt().isBefore(report.getEvaluatedAt())))
                .isPresent();
        DesiredModel state = desired.get(model);
        return offlineOpen || shadowOpen || lastGeneration(model) > (state == null ? 0 : state.getGeneration());
    }

    private Stream<Decision> decisionsOn(EvaluationReport report) {
        return decisions.stream().filter(decision -> report.getCheckpointId().equals(decision.getCheckpointId()));
    }

    private long lastGeneration(String model) {
        return decisions.stream()
                .filter(decision -> decision.getModel().equals(model))
                .mapToLong(Decision::getGeneration)
                .max()
                .orElse(0);
    }

    /** True if there is a gate and all gates answered PASS. */
    public static boolean passed(EvaluationReport report) {
        return !report.getGates().isEmpty()
                && report.getGates().stream().allMatch(gate -> gate.getOutcome() == GateOutcome.PASS);
    }

    /** When the challenger of a model was sent into the shadow; empty if there is none, or its report is written. */
    public Optional<Instant> openShadow(DesiredModel state) {
        ServedCheckpoint challenger = state.getChallenger();
        if (challenger == null || state.getChampion() == null) {
            return Optional.empty();
        }
        Instant since = decisions.stream()
                .filter(decision -> decision.getKind() == DecisionKind.CHALLENGE
                        && challenger.getCheckpointId().equals(decision.getCheckpointId()))
                .map(Decision::getDecidedAt)
                .max(Comparator.naturalOrder())
                .orElse(state.getDecidedAt());
        boolean reported = shadowReports.stream()
                .anyMatch(report -> report.getCheckpointId().equals(challenger.getCheckpointId())
                        && !report.getEvaluatedAt().isBefore(since));
        return reported ? Optional.empty() : Optional.of(since);
    }
}
