package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.training.ImageEmbedder;
import io.perennial.encoders.training.Patches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Embedding of arrays of patches, whatever the objective. */
abstract class ImagePasses extends Passes {
    private final ImageShape shape;
    private final ImageEmbedder embedder;

    ImagePasses(ModelConfiguration model) {
        super(model);
        shape = Patches.shape(model);
        embedder = new ImageEmbedder(model, executor());
    }

    static ImagePasses of(ModelConfiguration model) {
        return switch (model.objective()) {
            case MASKED_AUTOENCODER -> new AutoencoderPasses(model);
            case ROTATION, JIGSAW -> new PuzzlePasses(model);
            case CLIP -> new EmbeddingPasses(model);
            default -> new ViewPasses(model);
        };
    }

    @Override
    float[][] embed(float[] parameters, INDArray features) {
        requireShape(features, "patches", features.size(0), shape.patches(), shape.patchWidth());
        float[] values = reals(features);
        int picture = shape.patches() * shape.patchWidth();
        List<float[]> pictures = new ArrayList<>();
        for (int start = 0; start < values.length; start += picture) {
            pictures.add(Arrays.copyOfRange(values, start, start + picture));
        }
        embedder.parameters(parameters);
        return embedder.embedPatches(pictures);
    }

    @Override
    public void close() {
        super.close();
        embedder.close();
    }
}
