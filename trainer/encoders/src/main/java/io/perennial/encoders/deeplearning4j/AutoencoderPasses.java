package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.AutoencoderNetwork;
import io.perennial.encoders.network.AutoencoderShape;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.training.Patches;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Masked autoencoding on arrays of patches: the first label of a patch tells whether it is hidden, the others what is there. */
final class AutoencoderPasses extends ImagePasses {
    private final ModelConfiguration model;
    private final ImageShape shape;
    private @Nullable AutoencoderNetwork image;
    private int batch;

    AutoencoderPasses(ModelConfiguration model) {
        super(model);
        this.model = model;
        shape = Patches.shape(model);
    }

    @Override
    boolean fits(INDArray features, INDArray labels) {
        if (Patches.autoencoder(model).distils()) {
            throw embedsAlone(model);
        }
        int examples = Math.toIntExact(features.size(0));
        requireShape(features, "patches", examples, shape.patches(), shape.patchWidth());
        requireShape(labels, "labels", examples, shape.patches(), 1 + shape.patchWidth());
        if (image != null && examples == batch) {
            return true;
        }
        batch = examples;
        image = new AutoencoderNetwork(Patches.autoencoder(model), batch, model.real(Setting.BETA2));
        return false;
    }

    @Override
    Network network() {
        return image().network();
    }

    @Override
    void prepare(BoundPlan bound) {
        image().writePositions(bound);
    }

    @Override
    long load(BoundPlan bound, INDArray features, INDArray labels) {
        AutoencoderNetwork network = image();
        PatchRows rows = new PatchRows(Patches.autoencoder(model), reals(features), reals(labels));
        bound.write(network.patches(), rows.patches);
        bound.write(network.patchIndices(), rows.patchIndices);
        bound.write(network.visibleRows(), rows.visibleRows);
        bound.write(network.hiddenRows(), rows.hiddenRows);
        bound.write(network.gaps(), rows.gaps);
        bound.write(network.targets(), rows.targets);
        return network.hiddenPixels();
    }

    @Override
    double lossSum(BoundPlan bound) {
        return bound.get(image().squaredError(), 0);
    }

    private AutoencoderNetwork image() {
        return Objects.requireNonNull(image, "asked for after fits");
    }

    /** Splits pictures into what the encoder sees and what it predicts. */
    private final class PatchRows {
        private final AutoencoderShape autoencoder;
        private final float[] patches;
        private final int[] patchIndices;
        private final int[] visibleRows;
        private final int[] hiddenRows;
        private final float[] gaps;
        private final float[] targets;

        PatchRows(AutoencoderShape autoencoder, float[] features, float[] labels) {
            this.autoencoder = autoencoder;
            patches = new float[batch * autoencoder.visible() * shape.patchWidth()];
            patchIndices = new int[batch * autoencoder.visible()];
            visibleRows = new int[batch * autoencoder.visible()];
            hiddenRows = new int[batch * autoencoder.hidden()];
            gaps = new float[batch * shape.patches()];
            targets = new float[batch * autoencoder.hidden() * shape.patchWidth()];
            int width = shape.patchWidth();
            int visible = 0;
            int hidden = 0;
            for (int row = 0; row < gaps.length; row++) {
                gaps[row] = labels[row * (1 + width)];
                if (gaps[row] == 1 && hidden < hiddenRows.length) {
                    System.arraycopy(labels, row * (1 + width) + 1, targets, hidden * width, width);
                    hiddenRows[hidden++] = row;
                } else if (gaps[row] == 0 && visible < visibleRows.length) {
                    System.arraycopy(features, row * width, patches, visible * width, width);
                    patchIndices[visible] = row % shape.patches();
                    visibleRows[visible++] = row;
                } else {
                    throw unevenPicture(row, gaps[row]);
                }
                if ((row + 1) % shape.patches() == 0 && hidden != (row + 1) / shape.patches() * autoencoder.hidden()) {
                    throw unevenPicture(row, gaps[row]);
                }
            }
        }

        private IllegalArgumentException unevenPicture(int row, float flag) {
            return new IllegalArgumentException("picture " + row / shape.patches() + ": the first label of each of its "
                    + shape.patches() + " patches must be 1 for " + autoencoder.hidden() + " hidden patches and 0 for "
                    + autoencoder.visible() + " visible ones; patch " + row % shape.patches() + " has " + flag);
        }
    }
}
