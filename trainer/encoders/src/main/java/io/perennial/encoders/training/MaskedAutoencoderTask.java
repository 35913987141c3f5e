package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.ImageNetwork;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.Arrays;
import java.util.List;

/** Masked autoencoding (He et al., 2022): normalised pixels of the hidden patches are predicted from the visible ones. */
public final class MaskedAutoencoderTask implements Task {
    private final ImageShape shape;
    private final long seed;
    private final int batch;
    private final boolean flip;
    private final ImageNetwork image;
    private final float[] patches;
    private final int[] patchIndices;
    private final int[] visibleRows;
    private final int[] hiddenRows;
    private final float[] gaps;
    private final float[] targets;
    private final int[] order;

    public MaskedAutoencoderTask(ModelConfiguration configuration, long seed) {
        this.seed = seed;
        shape = Patches.shape(configuration);
        batch = configuration.batchSize();
        flip = Boolean.parseBoolean(configuration.text(Setting.FLIP));
        image = ImageNetwork.forTraining(shape, batch, configuration.real(Setting.BETA2));
        patches = new float[batch * shape.visible() * shape.patchWidth()];
        patchIndices = new int[batch * shape.visible()];
        visibleRows = new int[batch * shape.visible()];
        hiddenRows = new int[batch * shape.hidden()];
        gaps = new float[batch * shape.patches()];
        targets = new float[batch * shape.hidden() * shape.patchWidth()];
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
        choice.shuffle(order, order.length, shape.visible());
        Arrays.sort(order, 0, shape.visible());
        Arrays.sort(order, shape.visible(), order.length);
        for (int i = 0; i < order.length; i++) {
            boolean visible = i < shape.visible();
            int row = picture * shape.patches() + order[i];
            gaps[row] = visible ? 0 : 1;
            if (visible) {
                int to = picture * shape.visible() + i;
                Patches.copy(pixels, shape, order[i], mirrored, patches, to);
                patchIndices[to] = order[i];
                visibleRows[to] = row;
            } else {
                int to = picture * shape.hidden() + i - shape.visible();
                Patches.copy(pixels, shape, order[i], mirrored, targets, to);
                Patches.normalise(targets, to, shape.patchWidth());
                hiddenRows[to] = row;
            }
        }
    }
}
