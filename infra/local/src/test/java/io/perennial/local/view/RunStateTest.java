package io.perennial.local.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.wire.AvroWire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunStateTest {
    // Avro builds nested records only after the wire format has named their package as trusted.
    static {
        AvroWire.of(Checkpoint.class);
    }

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final List<String> told = new ArrayList<>();
    private final RunState state = new RunState(List.of("text-encoder", "log-encoder"), () -> 1.0, told::add);

    @Test
    void tellsInOneLineWhatEarlierRunsHaveDone() {
        // given
        state.replay();
        state.add(checkpoint());
        state.add(checkpoint());
        state.add(promotion());

        // when
        state.replayed();

        // then
        assertThat(told)
                .containsExactly("   1.0 s  text-encoder: goes on after 2 checkpoints of earlier runs, champion id");
    }

    @Test
    void tellsEachEventAfterTheReplay() {
        // given
        state.replay();
        state.replayed();

        // when
        state.add(promotion());

        // then
        assertThat(told).containsExactly("   1.0 s  text-encoder: PROMOTE (all gates passed)");
    }

    @Test
    void countsWhatTheCuratorKeptOfASource() {
        // when
        state.add(verdict("scanner", Outcome.KEPT));
        state.add(verdict("scanner", Outcome.DUPLICATE));
        state.add(verdict("camera", Outcome.KEPT));

        // then
        assertThat(state.kept("scanner")).isEqualTo(1);
    }

    private static Verdict verdict(String source, Outcome outcome) {
        return Verdict.newBuilder()
                .setModality(Modality.IMAGES)
                .setSource(source)
                .setOrigin(new SourcePosition("raw.images", 0, 0L))
                .setDecidedAt(NOON)
                .setOutcome(outcome)
                .build();
    }

    private static Checkpoint checkpoint() {
        return Checkpoint.newBuilder()
                .setModel("text-encoder")
                .setCheckpointId("id")
                .setManifest(new BlobRef("0".repeat(64), 1L, "application/json"))
                .build();
    }

    private static Decision promotion() {
        return Decision.newBuilder()
                .setModel("text-encoder")
                .setKind(DecisionKind.PROMOTE)
                .setCheckpointId("id")
                .setReason("all gates passed")
                .setDecidedAt(NOON)
                .build();
    }
}
