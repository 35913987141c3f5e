package io.perennial.evaluator;

import io.perennial.evaluator.gate.EncoderEvidence;
import io.perennial.evaluator.gate.ErrorBudgets;
import io.perennial.evaluator.gate.OfflineEvidence;
import io.perennial.evaluator.history.EvaluationHistory;
import io.perennial.evaluator.probe.ProbeResult;
import io.perennial.evaluator.statistics.ErrorBudget;
import io.perennial.evaluator.statistics.McNemar;
import io.perennial.evaluator.statistics.Normal;
import io.perennial.schemas.records.Measure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers that a report shows beside its gates. */
final class OfflineMeasures {
    /** Quantile of the normal distribution for a test that is to succeed nine times out of ten. */
    private static final double NINE_OUT_OF_TEN = 1.282;

    private OfflineMeasures() {}

    /** Place of the candidate in its line, and what the line has used of its error rate. */
    static List<Measure> of(ErrorBudget budget) {
        return List.of(
                new Measure("candidate.place", (double) budget.place()),
                new Measure("candidate.level", budget.level()),
                new Measure("candidate.error_rate_spent", budget.spent()));
    }

    static List<Measure> of(OfflineEvidence evidence, ErrorBudgets budgets, String suffix) {
        List<Measure> measures = new ArrayList<>();
        add(measures, evidence.candidate(), suffix);
        add(measures, evidence.untrained(), ".untrained" + suffix);
        addComparison(measures, evidence.candidate(), evidence.champion(), budgets.champion(), ".champion" + suffix);
        addComparison(measures, evidence.candidate(), evidence.anchor(), budgets.anchor(), ".anchor" + suffix);
        measures.add(new Measure("self_test.difference" + suffix, evidence.selfTestDifference()));
        measures.add(new Measure("test_examples" + suffix, (double) evidence.labels().length));
        return measures;
    }

    private static void add(List<Measure> measures, EncoderEvidence encoder, String suffix) {
        measures.add(new Measure(
                EvaluationHistory.ACCURACY + suffix, encoder.linear().accuracy()));
        measures.add(
                new Measure("linear_probe.log_loss" + suffix, encoder.linear().logLoss()));
        measures.add(new Measure("knn.accuracy" + suffix, encoder.neighbours().accuracy()));
        measures.add(new Measure("rank_me" + suffix, encoder.collapse().rankMe()));
        measures.add(new Measure("dead_dimensions" + suffix, encoder.collapse().deadDimensions()));
        measures.add(new Measure("cosine.centred" + suffix, encoder.collapse().meanAbsoluteCosine()));
        measures.add(new Measure("cosine.raw" + suffix, encoder.collapse().meanCosine()));
    }

    private static void addComparison(
            List<Measure> measures,
            EncoderEvidence candidate,
            @Nullable EncoderEvidence other,
            ErrorBudget budget,
            String suffix) {
        if (other == null) {
            return;
        }
        add(measures, other, suffix);
        int gained = discordant(candidate.linear(), other.linear());
        int lost = discordant(other.linear(), candidate.linear());
        int examples = candidate.linear().correct().length;
        measures.add(new Measure("mcnemar.mid_p" + suffix, McNemar.midP(gained, lost)));
        // What the set can tell apart: a smaller margin than this is mostly INCONCLUSIVE, however good the candidate.
        double share = Math.max(1, gained + lost) / (double) examples;
        double detection = Normal.quantile(1 - budget.level()) + NINE_OUT_OF_TEN;
        measures.add(new Measure("linear_probe.detectable_margin" + suffix, detection * Math.sqrt(share / examples)));
    }

    private static int discordant(ProbeResult right, ProbeResult wrong) {
        int count = 0;
        for (int i = 0; i < Math.min(right.correct().length, wrong.correct().length); i++) {
            count += right.correct()[i] > wrong.correct()[i] ? 1 : 0;
        }
        return count;
    }
}
