package io.perennial.encoders.training;

import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.WeightAverage;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.BytePairTokenizer.Merge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What becomes of the vectors of a model when its vocabulary grows. The row of a new token, and its output bias, begin as the mean of those
 * of the tokens that stood in its place before (fast vocabulary transfer: Gee et al., 2022), so that the model knows as much of
 * the new token as it knew of its parts; moments and running losses of new tokens begin at zero. All else stays.
 */
public final class GrownVocabulary {
    private static final Set<String> MEANS = Set.of(Network.PARAMETERS, WeightAverage.PARAMETERS);

    private final int known;
    private final List<int[]> replaced = new ArrayList<>();

    /**
     * @param before the tokenizer so far
     * @param after the same with more merges
     */
    public GrownVocabulary(BytePairTokenizer before, BytePairTokenizer after) {
        known = before.vocabulary();
        for (Merge merge :
                after.merges().subList(before.merges().size(), after.merges().size())) {
            int[] left = parts(merge.left());
            int[] right = parts(merge.right());
            int[] both = Arrays.copyOf(left, left.length + right.length);
            System.arraycopy(right, 0, both, left.length, right.length);
            replaced.add(both);
        }
    }

    /**
     * The state of the model that has grown.
     *
     * @param layouts of the vectors of the state
     * @param grown of the vectors that are wanted, the same parameters with room for all tokens
     */
    public TrainingState state(
            TrainingState state, SortedMap<String, ParameterLayout> layouts, SortedMap<String, ParameterLayout> grown) {
        SortedMap<String, float[]> vectors = new TreeMap<>();
        grown.forEach((name, layout) -> vectors.put(
                name,
                grown(Objects.requireNonNull(layouts.get(name)), state.vector(name), layout, MEANS.contains(name))));
        return new TrainingState(state.steps(), vectors);
    }

    private float[] grown(ParameterLayout from, float[] values, ParameterLayout to, boolean asMeans) {
        Map<String, Parameter> sources = new HashMap<>();
        from.parameters().forEach(parameter -> sources.put(parameter.name(), parameter));
        float[] result = new float[Math.toIntExact(to.elements())];
        for (Parameter parameter : to.parameters()) {
            Parameter source = Objects.requireNonNull(sources.get(parameter.name()));
            int start = Math.toIntExact(parameter.offset());
            System.arraycopy(
                    values, Math.toIntExact(source.offset()), result, start, Math.toIntExact(source.elements()));
            if (isOfTokens(parameter)) {
                int width =
                        Math.toIntExact(parameter.elements() / parameter.shape().get(0));
                for (int token = 0; token < replaced.size(); token++) {
                    write(result, start, width, known + token, asMeans ? replaced.get(token) : new int[0]);
                }
            }
        }
        return result;
    }

    /** Writes the mean of some rows, zeros where there are none. */
    private static void write(float[] values, int start, int width, int row, int[] rows) {
        for (int column = 0; column < width; column++) {
            double sum = 0;
            for (int part : rows) {
                sum += values[start + part * width + column];
            }
            values[start + row * width + column] = rows.length == 0 ? 0 : (float) (sum / rows.length);
        }
    }

    private int[] parts(int token) {
        return token < known ? new int[] {token} : replaced.get(token - known);
    }

    private static boolean isOfTokens(Parameter parameter) {
        return TextNetwork.isOfTokens(parameter) || parameter.name().equals(TokenHardness.LOSSES);
    }
}
