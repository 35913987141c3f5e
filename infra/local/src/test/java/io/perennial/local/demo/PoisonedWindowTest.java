package io.perennial.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.wire.AvroWire;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoisonedWindowTest {
    // Avro builds nested records only after the wire format has named their package as trusted.
    static {
        AvroWire.of(Checkpoint.class);
    }

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void saysHowMuchOfAWindowCameLater() {
        // given
        TopicEnds ends = new TopicEnds("curated.images", Map.of(0, 100L, 1, 50L));
        Checkpoint checkpoint = checkpoint(
                new OffsetRange("curated.images", 0, 80L, 120L),
                new OffsetRange("curated.images", 1, 50L, 90L),
                new OffsetRange("curated.text", 0, 0L, 1000L));

        // when
        double share = PoisonedWindow.share(checkpoint, ends);

        // then
        assertThat(share).isCloseTo(60.0 / 80, within(1e-9));
    }

    @Test
    void namesTheGatesThatRefusedWithBoundAndThresholdFailuresFirst() {
        // given
        EvaluationReport report = report(
                gate("self_test", GateOutcome.PASS, 0, 1e-5),
                gate("improvement", GateOutcome.INCONCLUSIVE, -0.01, 0),
                gate("non_inferior.champion", GateOutcome.FAIL, -0.31, -0.05));

        // when
        String line = PoisonedWindow.line("checkpoint 4", decision(DecisionKind.REFUSE), List.of(report));

        // then
        assertThat(line)
                .isEqualTo(
                        "checkpoint 4 is REFUSED by 2 gates: non_inferior.champion says FAIL (bound -0.310, threshold -0.050);"
                                + " improvement says INCONCLUSIVE (bound -0.010, threshold 0.000). The champion goes on serving");
    }

    @Test
    void saysHonestlyThatTheGatesLetThePoisonThrough() {
        // given
        EvaluationReport report = report(gate("self_test", GateOutcome.PASS, 0, 1e-5));

        // when
        String line = PoisonedWindow.line("checkpoint 4", decision(DecisionKind.CHALLENGE), List.of(report));

        // then
        assertThat(line).startsWith("the gates let checkpoint 4 through: CHALLENGE");
    }

    @Test
    void doesNotTakeARefusalForAnotherReasonForOneOfTheGates() {
        // when
        String line = PoisonedWindow.line("checkpoint 4", decision(DecisionKind.REFUSE), List.of());

        // then
        assertThat(line).startsWith("checkpoint 4 is refused, but not by a gate");
    }

    private static GateResult gate(String name, GateOutcome outcome, double bound, double threshold) {
        return new GateResult(name, outcome, bound, bound, threshold, 300L, "");
    }

    private static Checkpoint checkpoint(OffsetRange... windows) {
        return Checkpoint.newBuilder()
                .setModel("image-encoder")
                .setManifest(new BlobRef("0".repeat(64), 1L, "application/json"))
                .setWindows(List.of(windows))
                .build();
    }

    private static EvaluationReport report(GateResult... gates) {
        return EvaluationReport.newBuilder()
                .setStage(EvaluationStage.OFFLINE)
                .setGates(List.of(gates))
                .build();
    }

    private static Decision decision(DecisionKind kind) {
        return Decision.newBuilder()
                .setKind(kind)
                .setReason("a reason")
                .setDecidedAt(NOON)
                .build();
    }
}
