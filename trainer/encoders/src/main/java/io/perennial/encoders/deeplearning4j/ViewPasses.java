package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ViewNetwork;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.training.Patches;
import io.perennial.encoders.training.ViewObjectives;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Comparison of two views of each picture: features are the patches of the first, labels those of the second. */
final class ViewPasses extends ImagePasses {
    private final ModelConfiguration model;
    private final ImageShape shape;
    private final ViewNetwork views;

    ViewPasses(ModelConfiguration model) {
        super(model);
        this.model = model;
        shape = Patches.shape(model);
        views = ViewObjectives.network(model);
    }

    /** A comparison within a batch has the size of the batch that the model was trained with. */
    @Override
    boolean fits(INDArray features, INDArray labels) {
        if (!views.network().more().isEmpty() || views.previous() != null) {
            throw embedsAlone(model);
        }
        requireShape(features, "patches of the first views", model.batchSize(), shape.patches(), shape.patchWidth());
        requireShape(labels, "patches of the second views", model.batchSize(), shape.patches(), shape.patchWidth());
        return true;
    }

    @Override
    Network network() {
        return views.network();
    }

    @Override
    void prepare(BoundPlan bound) {
        views.prepare(bound);
    }

    @Override
    long load(BoundPlan bound, INDArray features, INDArray labels) {
        float[] first = reals(features);
        float[] both = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(reals(labels), 0, both, first.length, first.length);
        bound.write(views.views().get(0).patches(), both);
        return views.scored();
    }

    @Override
    double lossSum(BoundPlan bound) {
        return views.lossSum(bound);
    }
}
