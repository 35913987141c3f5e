package io.perennial.evaluator;

import io.perennial.evaluator.gate.EncoderEvidence;
import io.perennial.evaluator.gate.OfflineEvidence;
import io.perennial.evaluator.history.EvaluationHistory;
import io.perennial.evaluator.probe.ProbeResult;
import io.perennial.evaluator.statistics.McNemar;
import io.perennial.schemas.records.Measure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers that a report shows beside its gates. */
final class OfflineMeasures {
    /** Quantiles of the normal distribution for a one-sided 5 % test that is to succeed nine times out of ten. */
    private static final double DETECTION = 1.645 + 1.282;

    private OfflineMeasures() {}

    static List<Measure> of(OfflineEvidence evidence, String suffix) {
        List<Measure> measures = new ArrayList<>();
        add(measures, evidence.candidate(), suffix);
        add(measures, evidence.untrained(), ".untrained" + suffix);
        addComparison(measures, evidence.candidate(), evidence.champion(), ".champion" + suffix);
        addComparison(measures, evidence.candidate(), evidence.anchor(), ".anchor" + suffix);
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
            List<Measure> measures, EncoderEvidence candidate, @Nullable EncoderEvidence other, String suffix) {
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
        measures.add(new Measure("linear_probe.detectable_margin" + suffix, DETECTION * Math.sqrt(share / examples)));
    }

    private static int discordant(ProbeResult right, ProbeResult wrong) {
        int count = 0;
        for (int i = 0; i < Math.min(right.correct().length, wrong.correct().length); i++) {
            count += right.correct()[i] > wrong.correct()[i] ? 1 : 0;
        }
        return count;
    }
}
