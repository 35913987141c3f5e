package io.perennial.evaluator.gate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about a candidate on one gold set.
 *
 * @param labels class of each TEST example, in the order of the probe results: the strata of the bootstrap
 * @param slices slice of each TEST example; empty where it has none
 * @param selfTestDifference of the candidate's {@code Encoder.selfTest()}
 * @param candidate the checkpoint that is judged
 * @param untrained the same network before training
 * @param champion who serves; null if nobody does yet
 * @param anchor the best ever promoted; null if nothing has been
 */
@SuppressWarnings("ArrayRecordComponent") // Taken apart by the gates, never compared.
public record OfflineEvidence(
        int[] labels,
        List<String> slices,
        double selfTestDifference,
        EncoderEvidence candidate,
        EncoderEvidence untrained,
        @Nullable EncoderEvidence champion,
        @Nullable EncoderEvidence anchor) {
    public OfflineEvidence {
        slices = List.copyOf(slices);
    }
}
