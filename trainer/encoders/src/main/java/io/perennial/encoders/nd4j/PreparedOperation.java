package io.perennial.encoders.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** A custom op with its context: arrays and arguments are handed to native code once, each run is a single call. */
final class PreparedOperation implements Runnable {
    private final DynamicCustomOp operation;
    private final OpContext context;
    private final OpExecutioner executioner;

    PreparedOperation(String name) {
        operation = DynamicCustomOp.builder(name).build();
        executioner = Nd4j.getExecutioner();
        context = executioner.buildContext();
        context.shapeFunctionOverride(true);
    }

    PreparedOperation inputs(INDArray... arrays) {
        context.setInputArrays(arrays);
        return this;
    }

    PreparedOperation outputs(INDArray... arrays) {
        context.setOutputArrays(arrays);
        return this;
    }

    PreparedOperation reals(double... arguments) {
        context.setTArguments(arguments);
        return this;
    }

    PreparedOperation integers(long... arguments) {
        context.setIArguments(arguments);
        return this;
    }

    @Override
    public void run() {
        executioner.exec(operation, context);
    }
}
