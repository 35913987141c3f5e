package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.tokens.BytePairTokenizer;
import java.util.List;

/** The mean over all tokens of a text, taken from up to a fixed number of windows that follow each other. */
public final class TextEmbedder implements Embedder {
    private static final int SEQUENCES = 8;

    private final TextShape shape;
    private final int windows;
    private final BytePairTokenizer tokenizer;
    private final TextNetwork text;
    private final BoundPlan bound;
    private final int[] rows;
    private final float[] mask;
    private final float[] output;
    private final int[] owners = new int[SEQUENCES];
    private final int[] counts = new int[SEQUENCES];
    private int pending;

    public TextEmbedder(ModelConfiguration configuration, BytePairTokenizer tokenizer, Executor executor) {
        this.tokenizer = tokenizer;
        shape = TextWindows.shape(configuration);
        windows = configuration.integer(Setting.WINDOWS);
        text = TextNetwork.forEmbedding(shape, SEQUENCES);
        bound = executor.bind(text.network().plan());
        rows = new int[SEQUENCES * shape.length()];
        mask = new float[rows.length];
        output = new float[rows.length * shape.width()];
    }

    /** Where the parameters of such a model lie. */
    public static ParameterLayout layout(ModelConfiguration configuration) {
        return TextNetwork.layout(TextWindows.shape(configuration));
    }

    @Override
    public int dimensions() {
        return shape.width();
    }

    @Override
    public void parameters(float[] values) {
        bound.write(text.network().parameters(), values);
    }

    @Override
    public float[][] embed(List<? extends Content> contents) {
        double[][] sums = new double[contents.size()][shape.width()];
        long[] tokens = new long[contents.size()];
        for (int i = 0; i < contents.size(); i++) {
            int[] encoded = tokenizer.encode(TextWindows.text(contents.get(i)));
            int from = 0;
            for (int window = 0; window < windows && from < encoded.length; window++, from += shape.length()) {
                int count = TextWindows.fill(encoded, from, pending, shape.length(), rows, mask);
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
        bound.write(text.tokens(), rows);
        bound.write(text.mask(), mask);
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
