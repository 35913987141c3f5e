package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.plan.BoundPlan;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pictures of a model that learns from more than its features and labels hold: they are embedded, training is refused. */
final class EmbeddingPasses extends ImagePasses {
    private final ModelConfiguration model;

    EmbeddingPasses(ModelConfiguration model) {
        super(model);
        this.model = model;
    }

    @Override
    boolean fits(INDArray features, INDArray labels) {
        throw embedsAlone(model);
    }

    @Override
    Network network() {
        throw embedsAlone(model);
    }

    @Override
    void prepare(BoundPlan bound) {
        throw embedsAlone(model);
    }

    @Override
    long load(BoundPlan bound, INDArray features, INDArray labels) {
        throw embedsAlone(model);
    }

    @Override
    double lossSum(BoundPlan bound) {
        throw embedsAlone(model);
    }
}
