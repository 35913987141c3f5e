package io.perennial.trainer;

import io.perennial.encoders.EmbeddingSpread;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.StepOutcome;
import io.perennial.encoders.StepResult;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * What is told about an update besides the numbers of each step: speed against the machine, memory, replay, steps that were not taken, and
 * the parts of a loss that is a sum. Used by one thread.
 */
final class Measurements {
    private static final int EVERY_STEPS = 10;

    private final Pretraining pretraining;
    private final double replayShare;
    private final DoubleSupplier peak;
    private final long operations;
    private int notTaken;
    private int rolledBack;

    /**
     * @param replayShare share of the rows of a batch that are replayed
     * @param peak floating point operations per second that the machine can do; 0 where nobody measured
     */
    Measurements(Pretraining pretraining, double replayShare, DoubleSupplier peak) {
        this.pretraining = pretraining;
        this.replayShare = replayShare;
        this.peak = peak;
        this.operations = pretraining.matrixOperations();
    }

    /** The numbers, if it is time to tell them. */
    Optional<Map<String, Double>> of(int step, boolean last, StepResult result, double stepsPerSecond) {
        notTaken += result.outcome() == StepOutcome.TAKEN ? 0 : 1;
        rolledBack += result.outcome() == StepOutcome.ROLLED_BACK ? 1 : 0;
        if (!last && step % EVERY_STEPS != 0) {
            return Optional.empty();
        }
        Map<String, Double> numbers = new TreeMap<>();
        double operationsPerSecond = operations * stepsPerSecond;
        numbers.put("gigaflop_per_second", operationsPerSecond / 1e9);
        if (peak.getAsDouble() > 0) {
            numbers.put("share_of_peak", operationsPerSecond / peak.getAsDouble());
        }
        numbers.put("replay_share", replayShare);
        numbers.put("steps_not_taken", (double) notTaken);
        numbers.put("rollbacks", (double) rolledBack);
        ResidentMemory.bytes().ifPresent(bytes -> numbers.put("resident_mebibytes", bytes / (double) (1 << 20)));
        pretraining.losses().forEach((name, loss) -> numbers.put("loss_" + name, loss));
        return Optional.of(numbers);
    }

    /** How the embeddings are spread. */
    static Map<String, Double> of(EmbeddingSpread spread) {
        return Map.of("rank_me", spread.rankMe(), "embedding_deviation", spread.deviation());
    }
}
