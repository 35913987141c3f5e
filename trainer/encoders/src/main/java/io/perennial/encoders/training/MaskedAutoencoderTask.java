package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.AutoencoderNetwork;
import io.perennial.encoders.network.AutoencoderShape;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.Arrays;
import java.util.List;

/** Masked autoencoding (He et al., 2022): normalised pixels of the hidden patches are predicted from the visible ones. */
public final class MaskedAutoencoderTask implements Task {
    private final AutoencoderShape autoencoder;
    private final ImageShape shape;
    private final long seed;
    private final int batch;
    private final boolean flip;
    private final AutoencoderNetwork image;
    private final float[] patches;
    private final int[] patchIndices;
    private final int[] visibleRows;
    private final int[] hiddenRows;
    private final float[] gaps;
    private final float[] targets;
    private final int[] order;

    public MaskedAutoencoderTask(ModelConfiguration configuration, long seed) {
        this.seed = seed;
        autoencoder = Patches.autoencoder(configuration);
        shape = autoencoder.encoder();
        batch = configuration.batchSize();
        flip = Boolean.parseBoolean(configuration.text(Setting.FLIP));
        image = new AutoencoderNetwork(autoencoder, batch, configuration.real(Setting.BETA2));
        patches = new float[batch * autoencoder.visible() * shape.patchWidth()];
        patchIndices = new int[batch * autoencoder.visible()];
        visibleRows = new int[batch * autoencoder.visible()];
        hiddenRows = new int[batch * autoencoder.hidden()];
        gaps = new float[batch * shape.patches()];
        targets = new float[batch * autoencoder.hidden() * shape.patchWidth()];
        order = new int[shape.patches()];
    }

    @Override
    public Network network() {
        return image.network();
    }

    @Override
    public void prepare(BoundPlan bound) {
        image.writePositions(bound);
    }

    @Override
    public Loaded load(BoundPlan bound, List<? extends Content> contents, long step) {
        CounterRandom choice = new CounterRandom(seed, Purpose.VISIBLE_PATCHES, step);
        CounterRandom mirror = new CounterRandom(seed, Purpose.FLIP, step);
        for (int i = 0; i < batch; i++) {
            boolean mirrored = (mirror.nextInt(2) == 1) && flip;
            loadPicture(Patches.pixels(contents.get(i), shape), i, mirrored, choice);
        }
        bound.write(image.patches(), patches);
        bound.write(image.patchIndices(), patchIndices);
        bound.write(image.visibleRows(), visibleRows);
        bound.write(image.hiddenRows(), hiddenRows);
        bound.write(image.gaps(), gaps);
        bound.write(image.targets(), targets);
        return new Loaded(image.hiddenPixels(), (long) batch * shape.patches());
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        return bound.get(image.squaredError(), 0);
    }

    private void loadPicture(float[] pixels, int picture, boolean mirrored, CounterRandom choice) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        choice.shuffle(order, order.length, autoencoder.visible());
        Arrays.sort(order, 0, autoencoder.visible());
        Arrays.sort(order, autoencoder.visible(), order.length);
        for (int i = 0; i < order.length; i++) {
            boolean visible = i < autoencoder.visible();
            int row = picture * shape.patches() + order[i];
            gaps[row] = visible ? 0 : 1;
            if (visible) {
                int to = picture * autoencoder.visible() + i;
                Patches.copy(pixels, shape, order[i], mirrored, patches, to);
                patchIndices[to] = order[i];
                visibleRows[to] = row;
            } else {
                int to = picture * autoencoder.hidden() + i - autoencoder.visible();
                Patches.copy(pixels, shape, order[i], mirrored, targets, to);
                Patches.normalise(targets, to, shape.patchWidth());
                hiddenRows[to] = row;
            }
        }
    }
}
