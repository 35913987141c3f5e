package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One encoder and head for both views, and a loss that compares the projections. Gradients go back through both views. */
public final class JointEmbeddingNetwork implements ViewNetwork {
    private final ViewShape shape;
    private final Network network;
    private final Tower tower;
    private final ViewLoss loss;
    private final @Nullable PreviousTower previous;

    /**
     * @param loss makes the loss on the plan it is given
     */
    public JointEmbeddingNetwork(ViewShape shape, Function<Plan, ViewLoss> loss) {
        this.shape = shape;
        network = new Network(new Plan(), layout(shape));
        Tensor patches = shape.views(network.plan()).patches();
        tower = Tower.trained(network.plan(), network.layout(), "view", shape, VIEWS, patches);
        previous = shape.distils() ? new PreviousTower(network, shape, VIEWS, patches) : null;
        this.loss = loss.apply(network.plan());
        Program program = network.plan().program(Network.GRADIENTS);
        Tensor projections = tower.forward(program);
        Tensor gradient = this.loss.append(program, projections);
        if (previous != null) {
            previous.append(program, projections, gradient);
        }
        tower.backward(program, gradient);
        Updater.append(network, shape.beta2());
    }

    public static ParameterLayout layout(ViewShape shape) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        Tower.declare(builder, shape);
        PreviousTower.declare(builder, shape);
        return builder.build();
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public List<Views> views() {
        return List.of(shape.views(network.plan()));
    }

    @Override
    public long scored() {
        return loss.scored();
    }

    @Override
    public void prepare(BoundPlan bound) {
        tower.prepare(bound);
        loss.prepare(bound);
    }

    @Override
    public double lossSum(BoundPlan bound) {
        return loss.sum(bound);
    }

    @Override
    public @Nullable PreviousEncoderLoss previous() {
        return previous == null ? null : previous.loss();
    }
}
