package io.perennial.evaluator.gate;

import io.perennial.evaluator.statistics.Normal;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The harm rule: no slice may drop. For each slice with enough examples, a one-sided paired z test of "the drop is at most the
 * limit"; the false discovery rate over all slices is held by Benjamini and Hochberg's step-up rule (JRSS B 57, 1995). Any
 * rejection fails.
 */
final class SliceGate {
    private record Tested(String slice, double drop, double probability, int examples) {}

    private final GatePolicy.SliceLimits limits;

    SliceGate(GatePolicy.SliceLimits limits) {
        this.limits = limits;
    }

    GateResult judge(String name, double[] gained, List<String> slices) {
        Gate gate = new Gate(name, gained.length);
        if (gained.length != slices.size()) {
            return gate.error("saw " + gained.length + " paired answers for " + slices.size() + " examples");
        }
        List<Tested> tested = tested(gained, slices);
        List<Tested> harmed = harmed(tested);
        if (!harmed.isEmpty()) {
            Tested worst = harmed.get(0);
            return gate.result(
                    GateOutcome.FAIL,
                    worst.drop,
                    worst.probability,
                    limits.maximumDrop(),
                    "accuracy lost in slice " + worst.slice + " (bound is the p value)");
        }
        double drop = tested.stream().mapToDouble(Tested::drop).max().orElse(0);
        double probability =
                tested.stream().mapToDouble(Tested::probability).min().orElse(1);
        return gate.result(
                GateOutcome.PASS,
                drop,
                probability,
                limits.maximumDrop(),
                "largest loss of " + tested.size() + " judged slices (bound is the least p value)");
    }

    private List<Tested> tested(double[] gained, List<String> slices) {
        Map<String, List<Double>> bySlice = new TreeMap<>();
        for (int i = 0; i < gained.length; i++) {
            if (!slices.get(i).isEmpty()) {
                bySlice.computeIfAbsent(slices.get(i), slice -> new ArrayList<>())
                        .add(gained[i]);
            }
        }
        List<Tested> tested = new ArrayList<>();
        bySlice.forEach((slice, values) -> {
            if (values.size() >= limits.minimumExamples()) {
                tested.add(test(slice, values));
            }
        });
        return tested;
    }

    private Tested test(String slice, List<Double> gained) {
        int count = gained.size();
        double drop = -gained.stream().mapToDouble(Double::doubleValue).sum() / count;
        double squares =
                gained.stream().mapToDouble(v -> (v + drop) * (v + drop)).sum();
        double error = Math.sqrt(squares / (count - 1) / count);
        double excess = drop - limits.maximumDrop();
        double probability = error == 0 ? (excess > 0 ? 0 : 1) : 1 - Normal.cumulative(excess / error);
        return new Tested(slice, drop, probability, count);
    }

    /** Worst first. */
    private List<Tested> harmed(List<Tested> tested) {
        List<Tested> sorted = tested.stream()
                .sorted(Comparator.comparingDouble(Tested::probability))
                .toList();
        int rejected = 0;
        for (int rank = 1; rank <= sorted.size(); rank++) {
            if (sorted.get(rank - 1).probability <= limits.falseDiscoveryRate() * rank / sorted.size()) {
                rejected = rank;
            }
        }
        return sorted.subList(0, rejected);
    }
}
