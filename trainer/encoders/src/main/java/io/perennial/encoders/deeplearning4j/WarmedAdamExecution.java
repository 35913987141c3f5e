package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.network.Updater;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/** Runs {@link WarmedAdam} on the flat rows of a network with the native operation that the trainer's plan uses. */
final class WarmedAdamExecution implements GradientUpdater<WarmedAdam> {
    private static final String FIRST_MOMENT = "M";
    private static final String SECOND_MOMENT = "V";

    private final WarmedAdam config;
    private final INDArray firstMoment;
    private final INDArray secondMoment;

    WarmedAdamExecution(WarmedAdam config, INDArray state) {
        this.config = config;
        INDArray flat = state.reshape(state.length());
        firstMoment = flat.get(NDArrayIndex.interval(0, flat.length() / 2));
        secondMoment = flat.get(NDArrayIndex.interval(flat.length() / 2, flat.length()));
    }

    @Override
    public WarmedAdam getConfig() {
        return config;
    }

    @Override
    public Map<String, INDArray> getState() {
        return Map.of(FIRST_MOMENT, firstMoment, SECOND_MOMENT, secondMoment);
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialize) {
        firstMoment.assign(state.get(FIRST_MOMENT));
        secondMoment.assign(state.get(SECOND_MOMENT));
    }

    @Override
    public void setStateViewArray(INDArray state, long[] gradientShape, char gradientOrder, boolean initialize) {
        throw new UnsupportedOperationException("the state is given to the constructor");
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
        Nd4j.exec(DynamicCustomOp.builder("adam_updater")
                .addInputs(
                        gradient,
                        secondMoment,
                        firstMoment,
                        scalar(gradient, config.correctedRate(iteration)),
                        scalar(gradient, Updater.BETA1),
                        scalar(gradient, config.beta2()),
                        scalar(gradient, Updater.EPSILON))
                .addOutputs(gradient, secondMoment, firstMoment)
                .addIntegerArguments(0)
                .build());
    }

    private static INDArray scalar(INDArray like, double value) {
        return Nd4j.scalar(like.dataType(), value);
    }
}
