package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import java.util.List;
import java.util.function.Function;

/** One encoder and head for both views, and a loss that compares the projections. Gradients go back through both views. */
public final class JointEmbeddingNetwork implements ViewNetwork {
    private final ViewShape shape;
    private final Network network;
    private final Tower tower;
    private final ViewLoss loss;

    /**
     * @param loss makes the loss on the plan it is given
     */
    public JointEmbeddingNetwork(ViewShape shape, Function<Plan, ViewLoss> loss) {
        this.shape = shape;
        network = new Network(new Plan(), layout(shape));
        tower = new Tower(
                network.plan(),
                network.layout(),
                "view",
                shape,
                VIEWS,
                shape.views(network.plan()).patches());
        this.loss = loss.apply(network.plan());
        Program program = network.plan().program(Network.GRADIENTS);
        Tensor projections = tower.forward(program);
        tower.backward(program, this.loss.append(program, projections));
        Updater.append(network, shape.beta2());
    }

    public static ParameterLayout layout(ViewShape shape) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        Tower.declare(builder, shape);
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
}
