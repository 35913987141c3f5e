package io.perennial.encoders.nd4j;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A custom op with its context: arrays and arguments are handed to native code once, each run is a single call. On the host it goes to
 * native code directly, as ND4J's executioner makes some 500 bytes of lists and arrays on the heap at each call.
 */
final class PreparedOperation implements Runnable {
    private final DynamicCustomOp operation;
    private final OpContext context;
    private final Pointer nativeContext;
    private final NativeOps nativeOps = NativeOpsHolder.getInstance().getDeviceNativeOps();
    private final long hash;
    private final boolean onHost;

    /** @param onHost whether the back end computes on the host */
    PreparedOperation(String name, boolean onHost) {
        operation = DynamicCustomOp.builder(name).build();
        hash = operation.opHash();
        context = Nd4j.getExecutioner().buildContext();
        context.shapeFunctionOverride(true);
        nativeContext = context.contextPointer();
        this.onHost = onHost;
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
        if (!onHost) {
            Nd4j.getExecutioner().exec(operation, context);
        } else if (nativeOps.execCustomOp2(null, hash, nativeContext) != 0) {
            throw new IllegalStateException(
                    "operation " + operation.opName() + " failed: " + nativeOps.lastErrorMessage());
        }
    }
}
