package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * A tower for pictures and one for their captions, trained to point the same way (Radford et al., 2021). The parameters of the pictures
 * have the names that they have in every network of pictures, so embedding and a warm start need nothing of the other tower.
 */
public final class PairNetwork {
    private static final String LOG_SCALE = "logit.scale";

    /** The scale begins as the inverse of a temperature of 0.07. */
    private static final double FIRST_LOG_SCALE = Math.log(1 / 0.07);

    /** The greatest number in single precision of which the scale is not above 100, where training would become unstable. */
    private static final float GREATEST_LOG_SCALE = Math.nextDown((float) Math.log(100));

    private final PairShape shape;
    private final Network network;
    private final Tower pictures;
    private final TextTower texts;
    private final PairLoss loss;

    public PairNetwork(PairShape shape) {
        this.shape = shape;
        network = new Network(new Plan(), layout(shape));
        ParameterLayout layout = network.layout();
        pictures = Tower.trained(plan(), layout, "picture", shape.pictures(), 1, patches());
        texts = new TextTower(plan(), layout, shape);
        loss = new PairLoss(plan(), shape.pairs());
        Program program = plan().program(Network.GRADIENTS);
        PairLoss.Gradients gradients = loss.append(
                program,
                pictures.forward(program),
                texts.forward(program),
                logScale(),
                layout.gradient(plan(), LOG_SCALE));
        pictures.backward(program, gradients.pictures());
        texts.backward(program, gradients.texts());
        Updater.append(network, shape.beta2());
    }

    public static ParameterLayout layout(PairShape shape) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        Tower.declare(builder, shape.pictures());
        TextTower.declare(builder, shape);
        builder.constant(LOG_SCALE, FIRST_LOG_SCALE, 1L);
        return builder.build();
    }

    public Network network() {
        return network;
    }

    /** Patches of all pictures (pairs * patches, patch width). */
    public Tensor patches() {
        return plan().real(
                        "patches",
                        (long) shape.pairs() * shape.picture().patches(),
                        shape.picture().patchWidth());
    }

    /** Token of each position of each caption (pairs * length). */
    public Tensor tokens() {
        return texts.tokens();
    }

    /** Zero where there is a token, {@link TextNetwork#HIDDEN} behind the last (pairs, 1, 1, length). */
    public Tensor mask() {
        return texts.mask();
    }

    /** Weight of each position in the mean of its caption (pairs, 1, length). */
    public Tensor shares() {
        return texts.shares();
    }

    /** What the sums of losses and gradients are divided by. */
    public long scored() {
        return loss.scored();
    }

    /** Writes what the plan needs once, after binding. */
    public void prepare(BoundPlan bound) {
        pictures.prepare(bound);
        loss.prepare(bound);
    }

    /** Sum of the losses of the step that ran last. */
    public double lossSum(BoundPlan bound) {
        return loss.sum(bound);
    }

    /** Keeps the scale of the cosines at 100 or below, after the update of a step. */
    public void limitScale(BoundPlan bound) {
        if (bound.get(logScale(), 0) > GREATEST_LOG_SCALE) {
            bound.set(logScale(), 0, GREATEST_LOG_SCALE);
        }
    }

    private Tensor logScale() {
        return network.layout().parameter(plan(), LOG_SCALE);
    }

    private Plan plan() {
        return network.plan();
    }
}
