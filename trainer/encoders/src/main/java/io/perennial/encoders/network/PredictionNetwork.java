package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A predictor says from the projection of one view where the projection of the other view lies, both ways round; no gradient goes
 * through the target. In BYOL (Grill et al., 2020) the target comes from a momentum encoder and the loss is the squared distance of
 * the directions, from 0 to 4; in SimSiam (Chen and He, 2021) it comes from the encoder itself and the loss is the negative cosine.
 */
public final class PredictionNetwork implements ViewNetwork {
    private static final String PREDICTOR = "predictor";

    private final ViewShape shape;
    private final Network network;
    private final Tower encoder;
    private final @Nullable PreviousTower previous;
    private final @Nullable MomentumEncoder momentumEncoder;
    private final long rows;

    private PredictionNetwork(ViewShape shape, PerceptronShape predictorShape, @Nullable Double momentum) {
        this.shape = shape;
        rows = (long) VIEWS * shape.pictures();
        ParameterLayout layout = layout(shape, predictorShape);
        SortedMap<String, ParameterLayout> more = new TreeMap<>();
        if (momentum != null) {
            more.put(MomentumEncoder.PARAMETERS, layout);
        }
        network = new Network(new Plan(), layout, more);
        Tensor patches = shape.views(plan()).patches();
        encoder = Tower.trained(plan(), layout, "view", shape, VIEWS, patches);
        previous = shape.distils() ? new PreviousTower(network, shape, VIEWS, patches) : null;
        Perceptron predictor =
                new Perceptron(plan(), layout, PREDICTOR, PREDICTOR, predictorShape, VIEWS, shape.pictures());
        momentumEncoder = momentum == null ? null : new MomentumEncoder(plan(), layout, momentum);
        Program program = plan().program(Network.GRADIENTS);
        Tensor projections = encoder.forward(program);
        Tensor targets = targets(program, projections, momentumEncoder);
        Tensor distance = compare(program, predictor.forward(program, projections), targets);
        Tensor gradient = predictor.backward(program, projections, distance);
        if (previous != null) {
            previous.append(program, projections, gradient);
        }
        encoder.backward(program, gradient);
        Updater.append(network, shape.beta2());
    }

    /** The network of BYOL. */
    public static PredictionNetwork withMomentum(ViewShape shape, PerceptronShape predictor, double momentum) {
        return new PredictionNetwork(shape, predictor, momentum);
    }

    /** The network of SimSiam. */
    public static PredictionNetwork siamese(ViewShape shape, PerceptronShape predictor) {
        return new PredictionNetwork(shape, predictor, null);
    }

    public static ParameterLayout layout(ViewShape shape, PerceptronShape predictor) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        Tower.declare(builder, shape);
        Perceptron.declare(builder, PREDICTOR, predictor);
        PreviousTower.declare(builder, shape);
        return builder.build();
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public List<Views> views() {
        return List.of(shape.views(plan()));
    }

    @Override
    public long scored() {
        return rows;
    }

    @Override
    public Map<String, float[]> start(float[] parameters, long seed) {
        return momentumEncoder == null ? Map.of() : Map.of(MomentumEncoder.PARAMETERS, parameters.clone());
    }

    @Override
    public void prepare(BoundPlan bound) {
        encoder.prepare(bound);
    }

    @Override
    public double lossSum(BoundPlan bound) {
        double distances = bound.get(distances(), 0);
        return momentumEncoder == null ? distances / 2 - rows : distances;
    }

    @Override
    public @Nullable PreviousEncoderLoss previous() {
        return previous == null ? null : previous.loss();
    }

    @Override
    public void updated(BoundPlan bound, long step) {
        if (momentumEncoder != null) {
            momentumEncoder.follow(bound);
        }
    }

    private Tensor targets(Program program, Tensor projections, @Nullable MomentumEncoder second) {
        Tensor source = second == null
                ? projections
                : Tower.frozen(
                                plan(),
                                second.layout(),
                                "target",
                                shape,
                                VIEWS,
                                shape.views(plan()).patches())
                        .forward(program);
        Tensor targets = outputs("targets");
        new RowNormalization(plan(), "targets").forward(program, source, targets);
        return targets;
    }

    /** Appends the loss and returns the gradient of its sum with respect to the predictions. */
    private Tensor compare(Program program, Tensor predictions, Tensor targets) {
        RowNormalization direction = new RowNormalization(plan(), "predictions");
        Tensor directions = outputs("predictions.directions");
        Tensor difference = outputs("predictions.difference");
        direction.forward(program, predictions, directions);
        for (int view = 0; view < VIEWS; view++) {
            program.subtract(ofView(directions, view), ofView(targets, VIEWS - 1 - view), ofView(difference, view));
        }
        program.append(new Operation.SquaredNorm(difference, distances()));
        program.multiply(difference, momentumEncoder == null ? 1 : 2, difference);
        direction.backward(program, directions, difference);
        return difference;
    }

    private Tensor outputs(String name) {
        return plan().real(name, rows, shape.head().outputWidth());
    }

    private Tensor ofView(Tensor outputs, int view) {
        return outputs.reshape(VIEWS, shape.pictures(), shape.head().outputWidth())
                .slice(view);
    }

    /** Sum of the squared distances between predictions and targets, one number. */
    private Tensor distances() {
        return plan().real("distances", 1);
    }

    private Plan plan() {
        return network.plan();
    }
}
