package io.perennial.local.view;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * What has happened in the run, folded from its topics. Each event worth a line is also told to the listener. Safe for use by several
 * threads.
 */
public final class RunState {
    private final DoubleSupplier secondsSinceStart;
    private final Consumer<String> listener;
    private final Map<Modality, Map<Outcome, Long>> verdicts = new EnumMap<>(Modality.class);
    private final Map<String, ModelProgress> models = new LinkedHashMap<>();
    private final Map<String, Double> stages = new LinkedHashMap<>();
    private final Map<String, String> training = new TreeMap<>();
    private boolean replaying;
    private final List<String> story = new ArrayList<>();
    private final List<DriftSignal> drift = new ArrayList<>();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final List<EvaluationReport> reports = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final Map<String, Long> kept = new HashMap<>();

    /**
     * @param secondsSinceStart seconds since the run was started
     * @param listener gets one line for each event
     */
    public RunState(Collection<String> models, DoubleSupplier secondsSinceStart, Consumer<String> listener) {
        this.secondsSinceStart = secondsSinceStart;
        this.listener = listener;
        models.forEach(model -> this.models.put(model, ModelProgress.none()));
    }

    /** Notes when a stage of the run was reached, once. */
    public synchronized void reached(String stage) {
        if (stages.putIfAbsent(stage, secondsSinceStart.getAsDouble()) == null) {
            tell(stage.replace('_', ' '));
        }
    }

    /** One line about what the trainer of a model does now. */
    public synchronized void training(String model, String line) {
        training.put(model, line);
    }

    synchronized void add(Verdict verdict) {
        verdicts.computeIfAbsent(verdict.getModality(), modality -> new EnumMap<>(Outcome.class))
                .merge(verdict.getOutcome(), 1L, Long::sum);
        if (verdict.getOutcome() == Outcome.KEPT) {
            kept.merge(verdict.getSource(), 1L, Long::sum);
        }
        stages.putIfAbsent("first_verdict", secondsSinceStart.getAsDouble());
    }

    synchronized void add(DriftSignal signal) {
        drift.add(signal);
        event(String.format(
                Locale.ROOT,
                "drift: %s of source %s moved from %.2f to %.2f, asks for %s",
                signal.getDescriptor(),
                signal.getSource(),
                signal.getMeanBefore(),
                signal.getMeanAfter(),
                signal.getRequest()));
    }

    synchronized void add(Checkpoint checkpoint) {
        checkpoints.add(checkpoint);
        models.merge(
                checkpoint.getModel(),
                ModelProgress.none().with(checkpoint, secondsSinceStart.getAsDouble()),
                (old, none) -> old.with(checkpoint, secondsSinceStart.getAsDouble()));
        event(String.format(
                Locale.ROOT,
                "%s: checkpoint %d after %d samples, loss %.3f -> %.3f in %.0f s",
                checkpoint.getModel(),
                checkpoint.getVersion(),
                checkpoint.getSamples(),
                checkpoint.getLossFirst(),
                checkpoint.getLossLast(),
                checkpoint.getSeconds()));
    }

    synchronized void add(EvaluationReport report) {
        reports.add(report);
        models.computeIfPresent(report.getModel(), (model, old) -> old.with(report));
        List<String> failed = report.getGates().stream()
                .filter(gate -> gate.getOutcome() != GateOutcome.PASS)
                .map(RunState::describe)
                .toList();
        event(report.getModel() + ": " + report.getStage().name().toLowerCase(Locale.ROOT) + " gates, "
                + (report.getGates().size() - failed.size()) + " of "
                + report.getGates().size() + " passed"
                + (failed.isEmpty() ? "" : "; " + String.join("; ", failed)) + probe(report));
    }

    synchronized void add(Decision decision) {
        decisions.add(decision);
        DecisionKind kind = decision.getKind();
        boolean serves = kind == DecisionKind.PROMOTE || kind == DecisionKind.ROLLBACK || kind == DecisionKind.PIN;
        models.computeIfPresent(
                decision.getModel(),
                (model, old) -> serves ? old.promoted(decision, secondsSinceStart.getAsDouble()) : old.with(decision));
        event(decision.getModel() + ": " + kind + " (" + decision.getReason() + ")");
    }

    /** True when every model has been promoted at least once. */
    public synchronized boolean allPromoted() {
        return models.values().stream().allMatch(progress -> progress.firstPromotionSeconds() != null);
    }

    public synchronized Map<String, ModelProgress> models() {
        return new LinkedHashMap<>(models);
    }

    synchronized Map<Modality, Map<Outcome, Long>> verdicts() {
        Map<Modality, Map<Outcome, Long>> copy = new EnumMap<>(Modality.class);
        verdicts.forEach((modality, counts) -> copy.put(modality, new EnumMap<>(counts)));
        return copy;
    }

    synchronized Map<String, Double> stages() {
        return new LinkedHashMap<>(stages);
    }

    synchronized Map<String, String> training() {
        return new TreeMap<>(training);
    }

    /** All drift signals, oldest first. */
    public synchronized List<DriftSignal> drift() {
        return List.copyOf(drift);
    }

    /** All checkpoints of all models, oldest first. */
    public synchronized List<Checkpoint> checkpoints() {
        return List.copyOf(checkpoints);
    }

    /** All reports on one checkpoint, oldest first. */
    public synchronized List<EvaluationReport> reports(String checkpointId) {
        return reports.stream()
                .filter(report -> report.getCheckpointId().equals(checkpointId))
                .toList();
    }

    /** The first decision on one checkpoint. */
    public synchronized Optional<Decision> decision(String checkpointId) {
        return decisions.stream()
                .filter(decision -> checkpointId.equals(decision.getCheckpointId()))
                .findFirst();
    }

    /** How often a checkpoint of the model was promoted. */
    public synchronized long promotions(String model) {
        return decisions.stream()
                .filter(decision -> decision.getModel().equals(model) && decision.getKind() == DecisionKind.PROMOTE)
                .count();
    }

    /** How many records of a source the curator has kept. */
    public synchronized long kept(String source) {
        return kept.getOrDefault(source, 0L);
    }

    /** Adds a line of the demo, which stays in sight longer than others. */
    public synchronized void narrate(String line) {
        story.add(line);
        tell(line);
    }

    synchronized List<String> story() {
        return List.copyOf(story);
    }

    double seconds() {
        return secondsSinceStart.getAsDouble();
    }

    /** What is added from now on happened in an earlier run: it counts, but is not told line by line. */
    synchronized void replay() {
        replaying = true;
    }

    /** Ends {@link #replay()} with a line for each model that has come somewhere. */
    synchronized void replayed() {
        replaying = false;
        models.forEach((model, progress) -> {
            if (progress.checkpoints() > 0) {
                tell(model + ": goes on after " + progress.checkpoints() + " checkpoints of earlier runs, "
                        + (progress.championId() == null ? "no champion yet" : "champion " + progress.championId()));
            }
        });
    }

    private void event(String line) {
        if (!replaying) {
            tell(line);
        }
    }

    /** Adds a line of the run itself. */
    public void tell(String line) {
        listener.accept(String.format(Locale.ROOT, "%6.1f s  %s", secondsSinceStart.getAsDouble(), line));
    }

    private static String describe(GateResult gate) {
        return String.format(
                Locale.ROOT,
                "%s %s (bound %.3f, threshold %.3f)",
                gate.getName(),
                gate.getOutcome(),
                gate.getBound(),
                gate.getThreshold());
    }

    private static String probe(EvaluationReport report) {
        return ModelProgress.measure(report, RunReport.ACCURACY).isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; probe accuracy %.3f, untrained %.3f",
                        ModelProgress.measure(report, RunReport.ACCURACY).orElse(Double.NaN),
                        ModelProgress.measure(report, RunReport.UNTRAINED).orElse(Double.NaN));
    }
}
