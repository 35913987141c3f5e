package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.AutoencoderNetwork;
import io.perennial.encoders.network.EmbeddingNetwork;
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
    private final EmbeddingNetwork image;
    private final BoundPlan bound;
    private final float[] patches;
    private final float[] output;

    public ImageEmbedder(ModelConfiguration configuration, Executor executor) {
        shape = Patches.shape(configuration);
        image = new EmbeddingNetwork(shape, layout(configuration), PICTURES);
        bound = executor.bind(image.network().plan());
        image.prepare(bound);
        patches = new float[PICTURES * shape.patches() * shape.patchWidth()];
        output = new float[PICTURES * shape.patches() * shape.width()];
    }

    /** Where the parameters of such a model lie. */
    public static ParameterLayout layout(ModelConfiguration configuration) {
        return switch (configuration.objective()) {
            case MASKED_AUTOENCODER -> AutoencoderNetwork.layout(Patches.autoencoder(configuration));
            case ROTATION, JIGSAW -> PuzzleTask.layout(configuration);
            case CLIP -> PairTask.layout(configuration);
            default -> ViewObjectives.layout(configuration);
        };
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
        return embedPatches(
                contents.stream().map(content -> rows(content, shape)).toList());
    }

    /** One vector for each picture, given as row-major (patches, patch width), centred. */
    public float[][] embedPatches(List<float[]> pictures) {
        float[][] embeddings = new float[pictures.size()][];
        for (int from = 0; from < pictures.size(); from += PICTURES) {
            int count = Math.min(PICTURES, pictures.size() - from);
            for (int i = 0; i < count; i++) {
                float[] rows = pictures.get(from + i);
                System.arraycopy(rows, 0, patches, i * rows.length, rows.length);
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

    /** All patches of a picture: row-major (patches, patch width), centred. */
    public static float[] rows(Content picture, ImageShape shape) {
        float[] rows = new float[shape.patches() * shape.patchWidth()];
        Patches.copyAll(Patches.pixels(picture, shape), shape, rows, 0);
        return rows;
    }

    @Override
    public void close() {
        bound.close();
    }
}
