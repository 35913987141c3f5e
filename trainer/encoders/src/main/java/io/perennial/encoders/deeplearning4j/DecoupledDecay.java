package io.perennial.encoders.deeplearning4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Decoupled weight decay (Loshchilov and Hutter, 2019) that multiplies parameters before the update is subtracted. Deeplearning4j's
 * {@code WeightDecay} adds to the update instead, which is the same in real numbers but not in floating point.
 */
public final class DecoupledDecay implements Regularization {
    private static final long serialVersionUID = 1L;

    @JsonProperty("coefficient")
    private double coefficient;

    /** For reading a file; use the other constructor. */
    public DecoupledDecay() {}

    /** @param coefficient share of a parameter that a step takes away, for each unit of learning rate */
    public DecoupledDecay(double coefficient) {
        this.coefficient = coefficient;
    }

    @Override
    public ApplyStep applyStep() {
        return ApplyStep.POST_UPDATER;
    }

    @Override
    public void apply(INDArray parameter, INDArray update, double learningRate, int iteration, int epoch) {
        parameter.muli(1 - learningRate * coefficient);
    }

    /** Decay that is not part of the loss. */
    @Override
    public double score(INDArray parameter, int iteration, int epoch) {
        return 0;
    }

    @Override
    public Regularization clone() {
        return new DecoupledDecay(coefficient);
    }
}
