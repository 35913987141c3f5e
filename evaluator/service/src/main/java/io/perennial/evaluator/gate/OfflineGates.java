package io.perennial.evaluator.gate;

import io.perennial.evaluator.probe.Collapse;
import io.perennial.evaluator.probe.ProbeResult;
import io.perennial.evaluator.statistics.ErrorBudget;
import io.perennial.evaluator.statistics.Interval;
import io.perennial.evaluator.statistics.PairedBootstrap;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The gates of the offline stage. All of them must PASS for a promotion (an intersection-union test, so each may use the full level of
 * the candidate). The first model has nobody to be compared with and must only be sound and better than random features. The level
 * falls from candidate to candidate, see {@link ErrorBudgets}: whoever asks often enough would pass by chance.
 */
public final class OfflineGates {
    public static final String SELF_TEST = "self_test";
    public static final String TEST_EXAMPLES = "test_examples";
    public static final String RANK = "collapse.rank_me";
    public static final String DEAD_DIMENSIONS = "collapse.dead_dimensions";
    public static final String COSINE = "collapse.cosine";
    public static final String BETTER_THAN_UNTRAINED = "better_than_untrained";
    public static final String NOT_WORSE_THAN_CHAMPION = "non_inferior.champion";
    public static final String NOT_WORSE_THAN_ANCHOR = "non_inferior.anchor";
    public static final String PROBES_AGREE = "probes_agree";
    public static final String IMPROVEMENT = "improvement";
    public static final String SLICES = "slices";

    private final GatePolicy.Limits limits;
    private final ErrorBudgets budgets;
    private final PairedBootstrap bootstrap;

    public OfflineGates(GatePolicy policy, long seed, ErrorBudgets budgets) {
        this.budgets = budgets;
        this.limits = policy.limits();
        this.bootstrap = new PairedBootstrap(limits.bootstrapResamples(), seed);
    }

    /** One answer for each gate, in a fixed order. */
    public List<GateResult> judge(OfflineEvidence evidence) {
        List<GateResult> results = new ArrayList<>();
        int examples = evidence.labels().length;
        results.add(new Gate(SELF_TEST, 1)
                .atMost(
                        evidence.selfTestDifference(),
                        limits.selfTestTolerance(),
                        "greatest difference to the stored self-test vectors"));
        results.add(enoughExamples(examples));
        addCollapse(results, evidence);
        results.add(accuracy(
                BETTER_THAN_UNTRAINED,
                evidence,
                evidence.untrained(),
                budgets.champion(),
                limits.linearProbe().betterThanUntrainedBy(),
                "accuracy gained over the untrained network"));
        if (evidence.champion() != null) {
            addComparisons(results, evidence, evidence.champion());
        }
        if (evidence.anchor() != null) {
            results.add(accuracy(
                    NOT_WORSE_THAN_ANCHOR,
                    evidence,
                    evidence.anchor(),
                    budgets.anchor(),
                    -limits.linearProbe().notWorseThanAnchorBy(),
                    "accuracy gained over the best ever promoted"));
        }
        return results;
    }

    private GateResult enoughExamples(int examples) {
        Gate gate = new Gate(TEST_EXAMPLES, examples);
        return examples >= limits.minimumTestExamples()
                ? gate.atLeast(examples, limits.minimumTestExamples(), "TEST examples")
                : gate.error(examples + " TEST examples; the policy needs " + limits.minimumTestExamples()
                        + ": add examples to the gold set");
    }

    private void addCollapse(List<GateResult> results, OfflineEvidence evidence) {
        Collapse collapse = evidence.candidate().collapse();
        GatePolicy.CollapseLimits bounds = limits.collapse();
        long examples = evidence.labels().length;
        double floor = bounds.minimumRank();
        if (evidence.champion() != null) {
            // Math.max hands a NaN on, and a NaN threshold answers ERROR.
            floor = Math.max(
                    floor,
                    bounds.minimumShareOfChampion()
                            * evidence.champion().collapse().rankMe());
        }
        results.add(new Gate(RANK, examples).atLeast(collapse.rankMe(), floor, "effective rank of the embeddings"));
        results.add(new Gate(DEAD_DIMENSIONS, examples)
                .atMost(collapse.deadDimensions(), bounds.maximumDeadDimensions(), "share of dead dimensions"));
        // A network before training has not collapsed: how alike its embeddings are is a property of the data.
        double ceiling = Math.max(
                bounds.maximumAbsoluteCosine(),
                evidence.untrained().collapse().meanAbsoluteCosine() + bounds.maximumCosineAboveUntrained());
        results.add(new Gate(COSINE, examples)
                .atMost(collapse.meanAbsoluteCosine(), ceiling, "mean |cosine| of random pairs, centred"));
    }

    private void addComparisons(List<GateResult> results, OfflineEvidence evidence, EncoderEvidence champion) {
        double margin = limits.linearProbe().notWorseThanChampionBy();
        results.add(accuracy(
                NOT_WORSE_THAN_CHAMPION,
                evidence,
                champion,
                budgets.champion(),
                -margin,
                "accuracy gained over the champion"));
        results.add(probesAgree(evidence, champion, margin));
        results.add(improvement(evidence, champion));
        results.add(new SliceGate(limits.slices())
                .judge(SLICES, gained(evidence.candidate().linear(), champion.linear()), evidence.slices()));
    }

    private GateResult accuracy(
            String name,
            OfflineEvidence evidence,
            EncoderEvidence other,
            ErrorBudget budget,
            double threshold,
            String subject) {
        double[] gained = gained(evidence.candidate().linear(), other.linear());
        return new Gate(name, gained.length)
                .above(bounds(gained, evidence, budget.level()), threshold, subject + at(budget.level(), budget));
    }

    private static String at(double level, ErrorBudget budget) {
        return String.format(Locale.ROOT, ", at level %.3g as candidate %d", level, budget.place());
    }

    /** The nearest-neighbour probe has nothing to tune; where it contradicts the linear probe, a person should look. */
    private GateResult probesAgree(OfflineEvidence evidence, EncoderEvidence champion, double margin) {
        double linear =
                evidence.candidate().linear().accuracy() - champion.linear().accuracy();
        double neighbours = evidence.candidate().neighbours().accuracy()
                - champion.neighbours().accuracy();
        Gate gate = new Gate(PROBES_AGREE, evidence.labels().length);
        if (!Double.isFinite(linear) || !Double.isFinite(neighbours)) {
            return gate.error("a probe gave no number");
        }
        boolean opposed = Math.signum(linear) * Math.signum(neighbours) < 0;
        double disagreement = opposed ? Math.min(Math.abs(linear), Math.abs(neighbours)) : 0;
        return gate.result(
                disagreement <= margin ? GateOutcome.PASS : GateOutcome.INCONCLUSIVE,
                neighbours,
                disagreement,
                margin,
                "opposed change of linear and nearest-neighbour probe");
    }

    /** Any one target will do, so each gets its share of the level (Bonferroni). */
    private GateResult improvement(OfflineEvidence evidence, EncoderEvidence champion) {
        List<String> targets = limits.improvementTargets();
        double level = budgets.champion().level() / targets.size();
        List<GateResult> answers = targets.stream()
                .map(target -> {
                    double[] gained = gained(target, evidence.candidate(), champion);
                    return new Gate(IMPROVEMENT, gained.length)
                            .above(
                                    bounds(gained, evidence, level),
                                    0,
                                    target + " gained over the champion" + at(level, budgets.champion()));
                })
                .toList();
        return answers.stream()
                .filter(answer -> answer.getOutcome() == GateOutcome.ERROR)
                .findFirst()
                .orElseGet(() -> answers.stream()
                        .min(Comparator.comparingInt((GateResult answer) -> rank(answer.getOutcome())))
                        .orElseThrow());
    }

    private static int rank(GateOutcome outcome) {
        return switch (outcome) {
            case PASS -> 0;
            case INCONCLUSIVE -> 1;
            case FAIL -> 2;
            case ERROR, UNKNOWN -> 3;
        };
    }

    private static double[] gained(String target, EncoderEvidence candidate, EncoderEvidence champion) {
        return switch (target) {
            case "linear_probe.accuracy" -> gained(candidate.linear(), champion.linear());
            case "knn.accuracy" -> gained(candidate.neighbours(), champion.neighbours());
            case "linear_probe.log_loss" ->
                difference(champion.linear().logLosses(), candidate.linear().logLosses());
            default -> throw new IllegalArgumentException("target is " + target);
        };
    }

    private Interval bounds(double[] gained, OfflineEvidence evidence, double level) {
        if (gained.length == 0 || gained.length != evidence.labels().length) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN);
        }
        return bootstrap.mean(gained, evidence.labels(), level);
    }

    static double[] gained(ProbeResult candidate, ProbeResult other) {
        return difference(candidate.correct(), other.correct());
    }

    /** Empty if the two were not asked the same examples, which no gate passes. */
    private static double[] difference(double[] left, double[] right) {
        if (left.length != right.length) {
            return new double[0];
        }
        double[] difference = new double[left.length];
        for (int i = 0; i < left.length; i++) {
            difference[i] = left[i] - right[i];
        }
        return difference;
    }
}
