package io.perennial.local.view;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.Measure;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How far one model has come.
 *
 * @param checkpoints number of checkpoints so far
 * @param checkpoint the newest
 * @param report the newest report
 * @param decision the newest decision
 * @param championId checkpoint that serves
 * @param firstCheckpointSeconds since the start of the run
 * @param firstPromotionSeconds since the start of the run
 * @param promotedReport the offline report that led to the first promotion
 */
public record ModelProgress(
        int checkpoints,
        @Nullable Checkpoint checkpoint,
        @Nullable EvaluationReport report,
        @Nullable Decision decision,
        @Nullable String championId,
        @Nullable Double firstCheckpointSeconds,
        @Nullable Double firstPromotionSeconds,
        @Nullable EvaluationReport promotedReport) {
    static ModelProgress none() {
        return new ModelProgress(0, null, null, null, null, null, null, null);
    }

    ModelProgress with(Checkpoint next, double seconds) {
        Double first = firstCheckpointSeconds == null ? Double.valueOf(seconds) : firstCheckpointSeconds;
        return new ModelProgress(
                checkpoints + 1, next, report, decision, championId, first, firstPromotionSeconds, promotedReport);
    }

    ModelProgress with(EvaluationReport next) {
        return new ModelProgress(
                checkpoints,
                checkpoint,
                next,
                decision,
                championId,
                firstCheckpointSeconds,
                firstPromotionSeconds,
                promotedReport);
    }

    ModelProgress promoted(Decision next, double seconds) {
        boolean first = firstPromotionSeconds == null;
        return new ModelProgress(
                checkpoints,
                checkpoint,
                report,
                next,
                next.getCheckpointId(),
                firstCheckpointSeconds,
                first ? Double.valueOf(seconds) : firstPromotionSeconds,
                first ? report : promotedReport);
    }

    ModelProgress with(Decision next) {
        return new ModelProgress(
                checkpoints,
                checkpoint,
                report,
                next,
                championId,
                firstCheckpointSeconds,
                firstPromotionSeconds,
                promotedReport);
    }

    /** A measure of a report such as {@code linear_probe.accuracy}; empty if it has none of that name. */
    static OptionalDouble measure(@Nullable EvaluationReport report, String name) {
        if (report == null) {
            return OptionalDouble.empty();
        }
        return report.getMeasures().stream()
                .filter(measure -> measure.getName().equals(name))
                .mapToDouble(Measure::getValue)
                .findFirst();
    }
}
