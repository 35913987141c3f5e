package io.perennial.evaluator.controller;

import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.records.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that the controller decides about. */
public sealed interface Event {
    String model();

    /** Timestamp of the record that brought it, so that a replay gives the same decision. */
    Instant at();

    /** What makes it the same event when it comes a second time. */
    String identity();

    /** Id of the decision that this event leads to: a function of its identity. */
    default String decisionId() {
        return Sha256.of(getClass().getSimpleName() + "\n" + model() + "\n" + identity());
    }

    /** The evaluator judged a checkpoint. */
    record ReportArrived(EvaluationReport report, Instant at) implements Event {
        @Override
        public String model() {
            return report.getModel();
        }

        @Override
        public String identity() {
            return report.getReportId();
        }
    }

    /** An operator wants something. */
    record CommandArrived(OperatorCommand command, Instant at) implements Event {
        @Override
        public String model() {
            return command.getModel();
        }

        @Override
        public String identity() {
            return command.getIdempotencyKey();
        }
    }

    /**
     * A source that a model learns from drifted.
     *
     * @param model a model that is trained on the modality of the signal
     */
    record DriftArrived(String model, DriftSignal signal, Instant at) implements Event {
        @Override
        public String identity() {
            SourcePosition origin = signal.getOrigin();
            return String.join(
                    "\n",
                    signal.getSource(),
                    signal.getDescriptor(),
                    origin.getTopic(),
                    String.valueOf(origin.getPartition()),
                    String.valueOf(origin.getOffset()));
        }
    }

    /** The evaluator tested whether a drift hurts the champion. */
    record HarmArrived(HarmReport report, Instant at) implements Event {
        @Override
        public String model() {
            return report.getModel();
        }

        @Override
        public String identity() {
            return report.getReportId();
        }

        /** Id of the decision that the drift signal led to, if it led to one. */
        String hold() {
            DriftSignal signal = DriftSignal.newBuilder()
                    .setSource(report.getSource())
                    .setDescriptor(report.getDescriptor())
                    .setOrigin(report.getOrigin())
                    .build();
            return new DriftArrived(model(), signal, at).decisionId();
        }
    }

    /**
     * The state asks for a decision about a candidate that waits for the shadow.
     *
     * @param checkpointId the candidate
     * @param lastHash hash of the decision that led to the state
     */
    record TurnCame(String model, String checkpointId, String lastHash, Instant at) implements Event {
        @Override
        public String identity() {
            return checkpointId + "\n" + lastHash;
        }
    }

    /**
     * An alias in MLflow does not name what was projected there.
     *
     * @param alias {@code champion} or {@code challenger}
     * @param expectedVersion version number that the projection gave it; null: the alias was absent
     * @param actualVersion version number that it names now; null: it was deleted
     * @param checkpointId checkpoint of the version that it names now; null: none of ours
     * @param generation generation that the observer compared with
     * @param projectedGeneration generation that MLflow showed when the alias was moved
     */
    record AliasMoved(
            String model,
            String alias,
            @Nullable String expectedVersion,
            @Nullable String actualVersion,
            @Nullable String checkpointId,
            long generation,
            long projectedGeneration,
            Instant at)
            implements Event {
        @Override
        public String identity() {
            return alias + "\n" + expectedVersion + "\n" + actualVersion + "\n" + generation + "\n" + at;
        }
    }
}
