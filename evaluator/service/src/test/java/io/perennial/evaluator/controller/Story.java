package io.perennial.evaluator.controller;

import io.perennial.evaluator.controller.Event.AliasMoved;
import io.perennial.evaluator.controller.Event.CommandArrived;
import io.perennial.evaluator.controller.Event.DriftArrived;
import io.perennial.evaluator.controller.Event.ReportArrived;
import io.perennial.evaluator.controller.Outcome.Decided;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.wire.AvroWire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sequence of events of one model, told one after the other to {@link Controller#decide}. */
public final class Story {
    public static final String MODEL = "text-encoder";

    // Avro builds nested records only after the wire format has named their package as trusted.
    private static final AvroWire<Decision> WIRE = AvroWire.of(Decision.class);

    private final List<Decision> decisions = new ArrayList<>();
    private ModelState state = ModelState.initial(MODEL);
    private Outcome outcome = new Outcome.Nothing();
    private long clock = 1_700_000_000;

    public ModelState state() {
        return state;
    }

    public List<Decision> decisions() {
        return decisions;
    }

    Decision last() {
        return decisions.get(decisions.size() - 1);
    }

    Outcome outcome() {
        return outcome;
    }

    Decided decided() {
        if (outcome instanceof Decided decided) {
            return decided;
        }
        throw new AssertionError("expected a decision, but the outcome is " + outcome);
    }

    /** Update {@code version} with a window of ten offsets after that of the update before it. */
    public Story checkpoint(String id, @Nullable String parent, long version) {
        state = state.with(List.of(checkpointOf(id, parent, version)));
        return this;
    }

    /** Three checkpoints, each the parent of the next: a, b, c. */
    public Story line() {
        return checkpoint("a", null, 1).checkpoint("b", "a", 2).checkpoint("c", "b", 3);
    }

    public Story offline(String id, GateOutcome gate) {
        return tell(report(id, EvaluationStage.OFFLINE, state.champion(), gates(gate)));
    }

    public Story shadow(String id, GateOutcome gate) {
        return tell(report(id, EvaluationStage.SHADOW, state.champion(), gates(gate)));
    }

    /** Offline and, where there is a champion, shadow passed: the checkpoint becomes champion. */
    public Story promoted(String id) {
        offline(id, GateOutcome.PASS);
        return id.equals(state.champion()) ? this : shadow(id, GateOutcome.PASS);
    }

    public Story command(OperatorAction action, @Nullable String target) {
        return tell(commandOf("key-" + clock, action, target, state.generation(), "because of tests"));
    }

    public Story drifted(DriftRequest request) {
        return tell(new DriftArrived(MODEL, signal(request, clock), now()));
    }

    static DriftSignal signal(DriftRequest request, long offset) {
        return DriftSignal.newBuilder()
                .setModality(Modality.TEXT)
                .setSource("newsroom")
                .setDescriptor("length")
                .setStatistic(0.41)
                .setThreshold(0.12)
                .setOrigin(new SourcePosition("raw.text", 2, offset))
                .setRequest(request)
                .build();
    }

    public Story aliasMoved(@Nullable String target) {
        return tell(new AliasMoved(MODEL, "champion", "1", "2", target, state.generation(), state.generation(), now()));
    }

    public Story tell(EvaluationReport report) {
        return tell(new ReportArrived(report, now()));
    }

    public Story tell(OperatorCommand command) {
        return tell(new CommandArrived(command, now()));
    }

    Story tell(Event event) {
        outcome = Controller.decide(state, event);
        take(outcome);
        for (var next = Controller.followUp(state); next.isPresent(); next = Controller.followUp(state)) {
            take(Controller.decide(state, next.get()));
        }
        clock++;
        return this;
    }

    private void take(Outcome told) {
        if (told instanceof Decided decided) {
            state = decided.next();
            decisions.add(WIRE.decode(WIRE.encode(decided.decision())));
        }
    }

    Instant now() {
        return Instant.ofEpochSecond(clock);
    }

    static List<GateResult> gates(GateOutcome outcome) {
        return List.of(gate("non_inferior.champion", GateOutcome.PASS, 0.01), gate("retrieval.ndcg", outcome, -0.034));
    }

    static GateResult gate(String name, GateOutcome outcome, double bound) {
        return GateResult.newBuilder()
                .setName(name)
                .setOutcome(outcome)
                .setStatistic(bound)
                .setBound(bound)
                .setThreshold(-0.02)
                .setExamples(1000)
                .build();
    }

    static EvaluationReport report(
            String id, EvaluationStage stage, @Nullable String champion, List<GateResult> gates) {
        return EvaluationReport.newBuilder()
                .setReportId(Sha256.of(id + stage + champion + gates))
                .setModel(MODEL)
                .setCheckpointId(id)
                .setChampionId(champion)
                .setStage(stage)
                .setGates(gates)
                .setPolicyHash("policy")
                .setSeed(7)
                .build();
    }

    static OperatorCommand commandOf(
            String key, OperatorAction action, @Nullable String target, long expectedGeneration, String reason) {
        return OperatorCommand.newBuilder()
                .setCommandId("command-" + key)
                .setIdempotencyKey(key)
                .setModel(MODEL)
                .setAction(action)
                .setCheckpointId(target)
                .setExpectedGeneration(expectedGeneration)
                .setActor("anna")
                .setReason(reason)
                .build();
    }

    public static Checkpoint checkpointOf(String id, @Nullable String parent, long version) {
        return Checkpoint.newBuilder()
                .setModel(MODEL)
                .setCheckpointId(id)
                .setParentId(parent)
                .setVersion(version)
                .setManifest(new BlobRef(Sha256.of(id), 1L, "application/json"))
                .setWindows(List.of(window(version)))
                .build();
    }

    static OffsetRange window(long version) {
        return new OffsetRange("curated.text", 0, 10 * (version - 1), 10 * version);
    }
}
