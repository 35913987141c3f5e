package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Reconstruction;
import io.perennial.encoders.images.PictureWriter;
import io.perennial.encoders.network.AutoencoderNetwork;
import io.perennial.encoders.network.AutoencoderShape;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hides patches of pictures as masked autoencoding does and shows what its decoder puts there. It predicts normalised pixels, so each
 * predicted patch is given the mean and the contrast of the true one (He et al., 2022). Used by one thread.
 */
public final class PatchPredictor {
    /** Training counts its steps from 1. */
    private static final long BEFORE_TRAINING = 0;

    private final AutoencoderShape autoencoder;
    private final ImageShape shape;
    private final Executor executor;
    private final long seed;

    /** @param seed which patches are hidden follows from it alone */
    public PatchPredictor(ModelConfiguration configuration, Executor executor, long seed) {
        autoencoder = Patches.autoencoder(configuration);
        shape = autoencoder.encoder();
        this.executor = executor;
        this.seed = seed;
    }

    /**
     * One reconstruction for each picture, in order.
     *
     * @param parameters flat parameter vector
     * @param pictures at least one
     */
    public List<Reconstruction> reconstruct(float[] parameters, List<? extends Content> pictures) {
        AutoencoderNetwork image = AutoencoderNetwork.forReconstruction(autoencoder, pictures.size());
        HiddenPatches patches = new HiddenPatches(autoencoder, pictures.size());
        CounterRandom choice = new CounterRandom(seed, Purpose.VISIBLE_PATCHES, BEFORE_TRAINING);
        List<float[]> originals = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            originals.add(Patches.pixels(pictures.get(i), shape));
            patches.split(originals.get(i), i, false, choice);
        }
        float[] predictions = new float[patches.hidden().length];
        try (BoundPlan bound = executor.bind(image.network().plan())) {
            image.writePositions(bound);
            bound.write(image.network().parameters(), parameters);
            patches.write(bound, image);
            bound.run(Network.PREDICT);
            bound.read(image.predictions(), predictions);
        }
        List<Reconstruction> reconstructions = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            reconstructions.add(reconstruction(originals.get(i), i, patches, predictions));
        }
        return reconstructions;
    }

    private Reconstruction reconstruction(float[] original, int picture, HiddenPatches patches, float[] predictions) {
        int width = shape.patchWidth();
        float[] grey = new float[width];
        float[] visible = original.clone();
        float[] reconstructed = original.clone();
        float[] truth = patches.hidden();
        double squares = 0;
        for (int i = 0; i < autoencoder.hidden(); i++) {
            int row = picture * autoencoder.hidden() + i;
            int index = patches.hiddenRows()[row] - picture * shape.patches();
            float[] target = Arrays.copyOfRange(truth, row * width, (row + 1) * width);
            Patches.normalise(target, 0, width);
            for (int pixel = 0; pixel < width; pixel++) {
                double error = predictions[row * width + pixel] - target[pixel];
                squares += error * error;
            }
            Patches.undoNormalisation(predictions, row, width, truth);
            Patches.paste(predictions, row, shape, index, reconstructed);
            Patches.paste(grey, 0, shape, index, visible);
        }
        return new Reconstruction(
                PictureWriter.png(original, shape.side()),
                PictureWriter.png(visible, shape.side()),
                PictureWriter.png(reconstructed, shape.side()),
                squares / ((long) autoencoder.hidden() * width));
    }
}
