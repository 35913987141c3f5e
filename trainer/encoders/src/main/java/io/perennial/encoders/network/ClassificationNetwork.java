package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/** Pictures to classes by cross entropy, for puzzles whose answers are known because we set them. */
public final class ClassificationNetwork {
    private final ViewShape shape;
    private final Network network;
    private final Tower tower;

    /**
     * @param shape pictures of a step, all variants counted; the head's output is as wide as there are classes
     */
    public ClassificationNetwork(ViewShape shape) {
        this.shape = shape;
        network = new Network(new Plan(), JointEmbeddingNetwork.layout(shape));
        tower = Tower.trained(plan(), network.layout(), "puzzle", shape, 1, patches());
        Program program = plan().program(Network.GRADIENTS);
        Tensor scores = tower.forward(program);
        Tensor stacked = scores.reshape(1, scores.size(0), scores.size(1));
        program.append(new Operation.Softmax(stacked, stacked));
        program.append(new Operation.CrossEntropy(scores, labels(), losses()));
        tower.backward(program, scores);
        Updater.append(network, shape.beta2());
    }

    public Network network() {
        return network;
    }

    /** Patches of all pictures (pictures * patches, patch width). */
    public Tensor patches() {
        return plan().real(
                        "patches",
                        (long) shape.pictures() * shape.encoder().patches(),
                        shape.encoder().patchWidth());
    }

    /** Class of each picture. */
    public Tensor labels() {
        return plan().integer("labels", shape.pictures());
    }

    /** How many classes there are. */
    public int classes() {
        return shape.head().outputWidth();
    }

    /** Writes what the plan needs once, after binding. */
    public void prepare(BoundPlan bound) {
        tower.prepare(bound);
    }

    /** Sum of the losses of the step that ran last. */
    public double lossSum(BoundPlan bound) {
        return Sums.of(bound, losses());
    }

    private Tensor losses() {
        return plan().real("losses", shape.pictures());
    }

    private Plan plan() {
        return network.plan();
    }
}
