package io.perennial.encoders.training;

import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;
import io.perennial.encoders.random.CounterRandom;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How hard each token of the vocabulary was to predict, and a choice of tokens that favours the hard ones (in the spirit of weighted
 * sampling of masked tokens; Zhang et al., 2023). The running losses are part of a checkpoint, so a resumed training chooses the same
 * tokens.
 */
final class TokenHardness {
    /** Running loss of each token in nats (vocabulary); 0 for a token that has not been predicted yet. */
    static final String LOSSES = "token.losses";

    /** What a new loss weighs in the running one. */
    private static final double RATE = 0.1;

    private final float[] losses;
    private final double[] sums;
    private final int[] counts;
    private double hardShare;
    private double[] keys = new double[0];
    private Integer[] order = new Integer[0];
    private int[] sorted = new int[0];

    TokenHardness(int vocabulary) {
        losses = new float[vocabulary];
        sums = new double[vocabulary];
        counts = new int[vocabulary];
    }

    /** The start: no token has been predicted. */
    TrainingState startedWith(TrainingState state) {
        return state.with(LOSSES, new float[losses.length]);
    }

    /** A network with the running losses among the vectors of a checkpoint. */
    Network over(Network network) {
        SortedMap<String, ParameterLayout> more = new TreeMap<>(network.more());
        more.put(
                LOSSES,
                new ParameterLayout.Builder()
                        .zeros(LOSSES, (long) losses.length)
                        .build());
        Network with = new Network(network.plan(), network.layout(), more);
        tensor(with);
        return with;
    }

    /**
     * Begins a step.
     *
     * @param network from {@link #over}
     * @param share of a token's chance to be chosen that its loss decides: 0 chooses evenly, 1 in proportion to the running losses
     */
    void begin(BoundPlan bound, Network network, double share) {
        bound.read(tensor(network), losses);
        hardShare = share;
    }

    /**
     * Moves a weighted choice without repetition to the front, by exponential keys (Efraimidis and Spirakis, 2006).
     *
     * @param candidates rows of the windows
     * @param length candidates
     * @param chosen how many of them are chosen
     * @param windows token of each row
     */
    void choose(int[] candidates, int length, int chosen, int[] windows, CounterRandom random) {
        makeRoom(length);
        double typical = typicalLoss(candidates, length, windows);
        for (int i = 0; i < length; i++) {
            keys[i] = -StrictMath.log(1 - random.nextDouble()) / weight(windows[candidates[i]], typical);
            order[i] = i;
            sorted[i] = candidates[i];
        }
        Arrays.sort(order, 0, length, (left, right) -> {
            int byKey = Double.compare(keys[left], keys[right]);
            return byKey != 0 ? byKey : Integer.compare(left, right);
        });
        for (int i = 0; i < chosen; i++) {
            candidates[i] = sorted[order[i]];
        }
    }

    /**
     * Lets the losses follow what was predicted last.
     *
     * @param network from {@link #over}
     * @param tokens token of each prediction, then -1
     * @param predictionLosses loss of each, in nats
     */
    void follow(BoundPlan bound, Network network, int[] tokens, float[] predictionLosses) {
        for (int i = 0; i < tokens.length && tokens[i] >= 0; i++) {
            sums[tokens[i]] += predictionLosses[i];
            counts[tokens[i]]++;
        }
        for (int token = 0; token < losses.length; token++) {
            if (counts[token] > 0) {
                double mean = sums[token] / counts[token];
                double followed = losses[token] == 0 ? mean : losses[token] + RATE * (mean - losses[token]);
                losses[token] = (float) Math.max(Float.MIN_NORMAL, followed);
                sums[token] = 0;
                counts[token] = 0;
            }
        }
        bound.write(tensor(network), losses);
    }

    /** Mean over the candidates whose loss is known; 0 where none is. */
    private double typicalLoss(int[] candidates, int length, int[] windows) {
        double sum = 0;
        int known = 0;
        for (int i = 0; i < length; i++) {
            float loss = losses[windows[candidates[i]]];
            sum += loss;
            known += loss > 0 ? 1 : 0;
        }
        return known == 0 ? 0 : sum / known;
    }

    /** A token whose loss is not known counts as a typical one. */
    private double weight(int token, double typical) {
        double relative = losses[token] == 0 || typical == 0 ? 1 : losses[token] / typical;
        return Math.max(Double.MIN_NORMAL, 1 - hardShare + hardShare * relative);
    }

    private void makeRoom(int length) {
        if (keys.length < length) {
            keys = new double[length];
            order = new Integer[length];
            sorted = new int[length];
        }
    }

    private static Tensor tensor(Network network) {
        return network.vector(LOSSES);
    }
}
