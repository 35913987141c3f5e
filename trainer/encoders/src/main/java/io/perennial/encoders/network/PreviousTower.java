package io.perennial.encoders.network;

import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/** Distillation of the projections of views: encoder and head as they were when the update began see the same views. */
final class PreviousTower {
    private final Tower tower;
    private final PreviousEncoderLoss loss;

    /**
     * @param views views of each picture that the encoder learns from
     * @param patches all of their patches, views first (views * pictures * patches, patch width)
     */
    PreviousTower(Network network, ViewShape shape, int views, Tensor patches) {
        ParameterLayout previous = PreviousEncoderLoss.layout(network.layout());
        tower = Tower.frozen(network.plan(), previous, "previous", shape, views, patches);
        loss = new PreviousEncoderLoss(
                network, (long) views * shape.pictures(), shape.head().outputWidth());
    }

    static void declare(ParameterLayout.Builder builder, ViewShape shape) {
        if (shape.distils()) {
            PreviousEncoderLoss.declare(builder, shape.head().outputWidth());
        }
    }

    /**
     * Appends forward and backward pass.
     *
     * @param projections of the views (views * pictures, head width)
     * @param gradient of the projections; what comes from here is added
     */
    void append(Program program, Tensor projections, Tensor gradient) {
        loss.append(program, projections, tower.forward(program), null, gradient);
    }

    PreviousEncoderLoss loss() {
        return loss;
    }
}
