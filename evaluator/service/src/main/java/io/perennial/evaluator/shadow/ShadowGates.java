package io.perennial.evaluator.shadow;

import io.perennial.evaluator.gate.Gate;
import io.perennial.evaluator.gate.GatePolicy;
import io.perennial.evaluator.statistics.BettingProcess;
import io.perennial.evaluator.statistics.Interval;
import io.perennial.evaluator.statistics.PairedBootstrap;
import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The gates of the shadow stage. They compare error rates (test by betting, valid at every look), latency (blocks of consecutive
 * requests are resampled, because neighbours in time share their fate), the neighbourhoods of the two spaces, and how many
 * requests the challenger answered at all.
 */
public final class ShadowGates {
    public static final String PAIRS = "shadow.pairs";
    public static final String COMPLETENESS = "shadow.completeness";
    public static final String ERRORS = "shadow.errors";
    public static final String LATENCY = "shadow.latency";
    public static final String NEIGHBOURS = "shadow.neighbour_overlap";

    private final GatePolicy.Limits limits;
    private final PairedBootstrap bootstrap;
    private final int neededPairs;

    /**
     * Gates for one challenger.
     *
     * @param neededPairs with fewer pairs nothing is decided
     */
    public ShadowGates(GatePolicy policy, long seed, int neededPairs) {
        this.limits = policy.limits();
        this.bootstrap = new PairedBootstrap(limits.bootstrapResamples(), seed);
        this.neededPairs = neededPairs;
    }

    /**
     * Answers and numbers.
     *
     * @param gates one answer for each gate, in a fixed order
     * @param measures numbers beside them
     */
    public record Judgement(List<GateResult> gates, List<Measure> measures) {}

    /**
     * Judges pairs.
     *
     * @param pairs in the order of the champion's answers
     * @param missing requests that only the champion answered
     */
    public Judgement judge(List<ShadowPairs.Pair> pairs, long missing) {
        List<GateResult> gates = new ArrayList<>();
        List<Measure> measures = new ArrayList<>();
        gates.add(enough(pairs));
        gates.add(completeness(pairs, missing));
        gates.add(errors(pairs, measures));
        gates.add(latency(pairs, measures));
        gates.add(neighbours(pairs, measures));
        return new Judgement(gates, measures);
    }

    private GateResult enough(List<ShadowPairs.Pair> pairs) {
        return new Gate(PAIRS, pairs.size())
                .result(
                        pairs.size() >= neededPairs ? GateOutcome.PASS : GateOutcome.INCONCLUSIVE,
                        pairs.size(),
                        pairs.size(),
                        neededPairs,
                        "requests that both answered");
    }

    private GateResult completeness(List<ShadowPairs.Pair> pairs, long missing) {
        Gate gate = new Gate(COMPLETENESS, pairs.size() + missing);
        if (pairs.isEmpty()) {
            return undecided(gate, "no request was answered by both");
        }
        double share = pairs.size() / (double) (pairs.size() + missing);
        return gate.atLeast(
                share, limits.shadow().minimumCompleteness(), "share of requests that the challenger answered");
    }

    private GateResult errors(List<ShadowPairs.Pair> pairs, List<Measure> measures) {
        double margin = limits.shadow().errorRateMargin();
        BettingProcess notWorse = new BettingProcess(margin, limits.alpha());
        BettingProcess worse = new BettingProcess(-margin, limits.alpha());
        double championErrors = 0;
        double challengerErrors = 0;
        boolean proven = false;
        boolean refuted = false;
        for (ShadowPairs.Pair pair : pairs) {
            double champion = ShadowPairs.Pair.failed(pair.champion()) ? 1 : 0;
            double challenger = ShadowPairs.Pair.failed(pair.challenger()) ? 1 : 0;
            championErrors += champion / pairs.size();
            challengerErrors += challenger / pairs.size();
            notWorse.observe(champion - challenger);
            worse.observe(challenger - champion);
            proven |= notWorse.isProven();
            refuted |= worse.isProven();
        }
        measures.add(new Measure("shadow.error_rate.champion", championErrors));
        measures.add(new Measure("shadow.error_rate.challenger", challengerErrors));
        measures.add(new Measure("shadow.errors.e_value", notWorse.evidence()));
        GateOutcome outcome = refuted ? GateOutcome.FAIL : proven ? GateOutcome.PASS : GateOutcome.INCONCLUSIVE;
        return new Gate(ERRORS, pairs.size())
                .result(
                        outcome,
                        challengerErrors - championErrors,
                        notWorse.evidence(),
                        1 / limits.alpha(),
                        "error rate above the champion's (bound is the e-value, margin " + margin + ")");
    }

    private GateResult latency(List<ShadowPairs.Pair> pairs, List<Measure> measures) {
        List<ShadowPairs.Pair> comparable = comparable(pairs);
        Gate gate = new Gate(LATENCY, comparable.size());
        int block = limits.shadow().latencyBlock();
        if (comparable.size() < 2 * block) {
            return undecided(gate, "too few answered pairs");
        }
        for (double share : new double[] {0.5, 0.99}) {
            double ratio = quantile(comparable, ShadowPairs.Pair::challenger, share)
                    / quantile(comparable, ShadowPairs.Pair::champion, share);
            measures.add(new Measure("shadow.latency.p" + Math.round(100 * share) + "_ratio", ratio));
        }
        double[] blocks = blockMeans(comparable, block);
        Interval logarithm = bootstrap.mean(blocks, new int[blocks.length], limits.alpha());
        Interval ratio = new Interval(
                StrictMath.exp(logarithm.estimate()),
                StrictMath.exp(logarithm.lower()),
                StrictMath.exp(logarithm.upper()));
        return gate.below(
                ratio, limits.shadow().maximumLatencyRatio(), "geometric mean of the latency ratio to the champion");
    }

    /** Mean log ratio of each full block; a rest shorter than a block is left out. */
    private static double[] blockMeans(List<ShadowPairs.Pair> pairs, int block) {
        double[] means = new double[pairs.size() / block];
        for (int i = 0; i < means.length * block; i++) {
            ShadowPairs.Pair pair = pairs.get(i);
            means[i / block] += StrictMath.log(micros(pair.challenger()) / (double) micros(pair.champion())) / block;
        }
        return means;
    }

    private GateResult neighbours(List<ShadowPairs.Pair> pairs, List<Measure> measures) {
        List<ShadowPairs.Pair> comparable = comparable(pairs);
        int neighbours = limits.shadow().neighbours();
        Gate gate = new Gate(NEIGHBOURS, comparable.size());
        if (comparable.size() < 2 * neighbours) {
            return undecided(gate, "too few answered pairs");
        }
        float[][] champion = vectors(comparable, ShadowPairs.Pair::champion);
        float[][] challenger = vectors(comparable, ShadowPairs.Pair::challenger);
        measures.add(new Measure("shadow.linear_alignment", SpaceSimilarity.linearAlignment(champion, challenger)));
        double[] overlap = SpaceSimilarity.neighbourOverlap(champion, challenger, neighbours);
        Interval interval = bootstrap.mean(overlap, new int[overlap.length], limits.alpha());
        measures.add(new Measure("shadow.neighbour_overlap", interval.estimate()));
        GateResult result = gate.above(
                interval, limits.shadow().minimumNeighbourOverlap(), "share of common neighbours with the champion");
        // A better model may well move neighbours: a person should look, the gate does not condemn it.
        return result.getOutcome() == GateOutcome.FAIL
                ? gate.result(
                        GateOutcome.INCONCLUSIVE,
                        result.getStatistic(),
                        result.getBound(),
                        result.getThreshold(),
                        "share of common neighbours with the champion")
                : result;
    }

    private static GateResult undecided(Gate gate, String why) {
        return new GateResult(
                gate.name(), GateOutcome.INCONCLUSIVE, Double.NaN, Double.NaN, Double.NaN, gate.examples(), why);
    }

    private static List<ShadowPairs.Pair> comparable(List<ShadowPairs.Pair> pairs) {
        return pairs.stream().filter(ShadowPairs.Pair::isComparable).toList();
    }

    private static long micros(EmbedResponse response) {
        return Math.max(1, response.getLatencyMicros());
    }

    private static double quantile(
            List<ShadowPairs.Pair> pairs, Function<ShadowPairs.Pair, EmbedResponse> side, double share) {
        long[] sorted =
                pairs.stream().map(side).mapToLong(ShadowGates::micros).sorted().toArray();
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    private static float[][] vectors(List<ShadowPairs.Pair> pairs, Function<ShadowPairs.Pair, EmbedResponse> side) {
        return pairs.stream()
                .map(side)
                .map(EmbedResponse::getEmbedding)
                .map(ShadowGates::vector)
                .toArray(float[][]::new);
    }

    private static float[] vector(List<Float> components) {
        float[] vector = new float[components.size()];
        for (int j = 0; j < vector.length; j++) {
            vector[j] = components.get(j);
        }
        return vector;
    }
}
