package io.perennial.encoders.training;

import io.perennial.encoders.network.AutoencoderNetwork;
import io.perennial.encoders.network.AutoencoderShape;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.random.CounterRandom;
import java.util.Arrays;

/** The pictures of a step, each split into patches that an autoencoder sees and patches that it has to predict. */
final class HiddenPatches {
    private final AutoencoderShape autoencoder;
    private final ImageShape shape;
    private final float[] patches;
    private final int[] patchIndices;
    private final int[] visibleRows;
    private final int[] hiddenRows;
    private final float[] gaps;
    private final float[] hidden;
    private final int[] order;

    HiddenPatches(AutoencoderShape autoencoder, int pictures) {
        this.autoencoder = autoencoder;
        shape = autoencoder.encoder();
        patches = new float[pictures * autoencoder.visible() * shape.patchWidth()];
        patchIndices = new int[pictures * autoencoder.visible()];
        visibleRows = new int[pictures * autoencoder.visible()];
        hiddenRows = new int[pictures * autoencoder.hidden()];
        gaps = new float[pictures * shape.patches()];
        hidden = new float[pictures * autoencoder.hidden() * shape.patchWidth()];
        order = new int[shape.patches()];
    }

    /**
     * Splits one picture.
     *
     * @param picture its place in the step
     * @param mirrored whether it is read from right to left
     * @param choice draws the visible patches
     */
    void split(float[] pixels, int picture, boolean mirrored, CounterRandom choice) {
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
                Patches.copy(pixels, shape, order[i], mirrored, hidden, to);
                hiddenRows[to] = row;
            }
        }
    }

    /** Writes what the network sees, and where. */
    void write(BoundPlan bound, AutoencoderNetwork image) {
        bound.write(image.patches(), patches);
        bound.write(image.patchIndices(), patchIndices);
        bound.write(image.visibleRows(), visibleRows);
        bound.write(image.hiddenRows(), hiddenRows);
        bound.write(image.gaps(), gaps);
    }

    /** Row in (pictures * patches) of each hidden patch. */
    int[] hiddenRows() {
        return hiddenRows;
    }

    /** Centred pixels of the hidden patches (pictures * hidden, patch width). */
    float[] hidden() {
        return hidden;
    }
}
