package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import java.util.List;

/**
 * The mean over all tokens of a sequence, taken from up to a fixed number of windows that follow each other: of the states that the network
 * gives them, or of their rows of the token table. Used by one thread.
 */
public final class TokenEmbedder implements AutoCloseable {
    private static final int SEQUENCES = 8;

    private final TextShape shape;
    private final int windows;
    private final TextNetwork text;
    private final BoundPlan bound;
    private final int[] rows;
    private final float[] mask;
    private final float[] output;
    private final int[] owners = new int[SEQUENCES];
    private final int[] counts = new int[SEQUENCES];
    private int pending;

    public TokenEmbedder(ModelConfiguration configuration, Executor executor) {
        shape = TextWindows.shape(configuration);
        windows = configuration.integer(Setting.WINDOWS);
        text = configuration.text(Setting.EMBEDDING).equals("tokens")
                ? TextNetwork.forTokenLookup(shape, SEQUENCES)
                : TextNetwork.forEmbedding(shape, SEQUENCES);
        bound = executor.bind(text.network().plan());
        text.prepare(bound);
        rows = new int[SEQUENCES * shape.length()];
        mask = new float[rows.length];
        output = new float[rows.length * shape.width()];
    }

    public int dimensions() {
        return shape.width();
    }

    /** Replaces the flat parameter vector. */
    public void parameters(float[] values) {
        bound.write(text.network().parameters(), values);
    }

    /** One vector for each sequence of tokens, in order. */
    public float[][] embed(List<int[]> sequences) {
        double[][] sums = new double[sequences.size()][shape.width()];
        long[] tokens = new long[sequences.size()];
        for (int i = 0; i < sequences.size(); i++) {
            int[] sequence = sequences.get(i);
            int from = 0;
            for (int window = 0; window < windows && from < sequence.length; window++, from += shape.length()) {
                int count = TextWindows.fill(sequence, from, pending, shape.length(), rows, mask);
                tokens[i] += count;
                queue(i, count, sums);
            }
        }
        flush(sums);
        return means(sums, tokens);
    }

    @Override
    public void close() {
        bound.close();
    }

    private void queue(int owner, int count, double[][] sums) {
        owners[pending] = owner;
        counts[pending] = count;
        pending++;
        if (pending == SEQUENCES) {
            flush(sums);
        }
    }

    private void flush(double[][] sums) {
        if (pending == 0) {
            return;
        }
        for (int unused = pending; unused < SEQUENCES; unused++) {
            TextWindows.fill(new int[0], 0, unused, shape.length(), rows, mask);
        }
        text.load(bound, rows, mask);
        bound.run(Network.EMBED);
        bound.read(text.output(), output);
        for (int window = 0; window < pending; window++) {
            Means.addRows(output, window * shape.length(), counts[window], shape.width(), sums[owners[window]]);
        }
        pending = 0;
    }

    private static float[][] means(double[][] sums, long[] tokens) {
        float[][] means = new float[sums.length][];
        for (int i = 0; i < sums.length; i++) {
            means[i] = Means.divide(sums[i], Math.max(1, tokens[i]));
        }
        return means;
    }
}
