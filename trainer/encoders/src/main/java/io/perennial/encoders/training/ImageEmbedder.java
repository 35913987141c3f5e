package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.ImageNetwork;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import java.util.List;

/** The mean over the patches of a whole picture. */
public final class ImageEmbedder implements Embedder {
    private static final int PICTURES = 8;

    private final ImageShape shape;
    private final ImageNetwork image;
    private final BoundPlan bound;
    private final float[] patches;
    private final float[] output;

    public ImageEmbedder(ModelConfiguration configuration, Executor executor) {
        shape = Patches.shape(configuration);
        image = ImageNetwork.forEmbedding(shape, PICTURES);
        bound = executor.bind(image.network().plan());
        image.writePositions(bound);
        int[] indices = new int[PICTURES * shape.patches()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i % shape.patches();
        }
        bound.write(image.patchIndices(), indices);
        patches = new float[indices.length * shape.patchWidth()];
        output = new float[indices.length * shape.width()];
    }

    /** Where the parameters of such a model lie. */
    public static ParameterLayout layout(ModelConfiguration configuration) {
        return ImageNetwork.layout(Patches.shape(configuration));
    }

    @Override
    public int dimensions() {
        return shape.width();
    }

    @Override
    public void parameters(float[] values) {
        bound.write(image.network().parameters(), values);
    }

    @Override
    public float[][] embed(List<? extends Content> contents) {
        float[][] embeddings = new float[contents.size()][];
        for (int from = 0; from < contents.size(); from += PICTURES) {
            int count = Math.min(PICTURES, contents.size() - from);
            for (int i = 0; i < count; i++) {
                load(Patches.pixels(contents.get(from + i), shape), i);
            }
            bound.write(image.patches(), patches);
            bound.run(Network.EMBED);
            bound.read(image.output(), output);
            for (int i = 0; i < count; i++) {
                double[] sums = new double[shape.width()];
                Means.addRows(output, i * shape.patches(), shape.patches(), shape.width(), sums);
                embeddings[from + i] = Means.divide(sums, shape.patches());
            }
        }
        return embeddings;
    }

    @Override
    public void close() {
        bound.close();
    }

    private void load(float[] pixels, int picture) {
        for (int patch = 0; patch < shape.patches(); patch++) {
            Patches.copy(pixels, shape, patch, false, patches, picture * shape.patches() + patch);
        }
    }
}
