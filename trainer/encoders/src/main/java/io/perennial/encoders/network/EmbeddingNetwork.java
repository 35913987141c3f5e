package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;

/** The vision transformer of any image objective on whole pictures, without what the objective put on top of it. */
public final class EmbeddingNetwork {
    private final Network network;
    private final VisionTransformer transformer;
    private final Tensor patches;
    private final Tensor output;

    /**
     * @param layout of the objective that trained the parameters
     * @param pictures pictures embedded at a time
     */
    public EmbeddingNetwork(ImageShape shape, ParameterLayout layout, int pictures) {
        network = new Network(new Plan(), layout);
        patches = network.plan().real("patches", (long) pictures * shape.patches(), shape.patchWidth());
        transformer = new VisionTransformer(
                network.plan(), layout, "picture", shape, pictures, shape.patches(), patches, false);
        output = transformer.forward(network.plan().program(Network.EMBED));
    }

    public Network network() {
        return network;
    }

    /** Writes the fixed positions; once after binding. */
    public void prepare(BoundPlan bound) {
        transformer.writePositions(bound);
    }

    /** All patches of all pictures (pictures * patches, patch width). */
    public Tensor patches() {
        return patches;
    }

    /** One vector for each patch (pictures * patches, width). */
    public Tensor output() {
        return output;
    }
}
