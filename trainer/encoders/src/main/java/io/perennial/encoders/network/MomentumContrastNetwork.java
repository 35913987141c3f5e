package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * MoCo v2 (He et al., 2020; Chen et al., 2020): view 0 through the encoder has to find view 1 through a momentum encoder among the keys
 * of earlier batches, which wait in a queue. The oldest keys of the queue are replaced after each step.
 */
public final class MomentumContrastNetwork implements ViewNetwork {
    /**
     * The keys of the step that ran last, then the queue (pictures + queue, head width): part of a checkpoint. Only those of the queue are
     * rounded; the others are written anew in each step.
     */
    static final String KEYS = "keys";

    /** Takes the keys of other pictures of the batch out of a row. */
    private static final float EXCLUDED = -1e9f;

    private final ViewShape shape;
    private final int queue;
    private final StoredNumber stored;
    private final Network network;
    private final MomentumEncoder momentumEncoder;
    private final Tower encoder;
    private final @Nullable PreviousTower previous;
    private final float[] newKeys;

    /**
     * @param queue keys that wait; a multiple of the pictures
     * @param stored what the keys are in a checkpoint; those that wait are rounded to it
     * @param momentum of the second encoder
     */
    public MomentumContrastNetwork(
            ViewShape shape, int queue, StoredNumber stored, double temperature, double momentum) {
        if (queue < shape.pictures() || queue % shape.pictures() != 0) {
            throw new IllegalArgumentException(
                    "the queue must hold whole batches of " + shape.pictures() + " keys, was " + queue);
        }
        this.shape = shape;
        this.queue = queue;
        this.stored = stored;
        ParameterLayout layout = JointEmbeddingNetwork.layout(shape);
        network = new Network(
                new Plan(), layout, new TreeMap<>(Map.of(MomentumEncoder.PARAMETERS, layout, KEYS, keysLayout())));
        momentumEncoder = new MomentumEncoder(plan(), layout, momentum);
        encoder = Tower.trained(plan(), layout, "query", shape, 1, view(0));
        previous = shape.distils() ? new PreviousTower(network, shape, 1, view(0)) : null;
        newKeys = new float[shape.pictures() * shape.head().outputWidth()];
        Program program = plan().program(Network.GRADIENTS);
        Tower second = Tower.frozen(plan(), momentumEncoder.layout(), "key", shape, 1, view(1));
        Tensor keys = second.forward(program);
        new RowNormalization(plan(), "key.direction").forward(program, keys, keyRows(0));
        Tensor queries = encoder.forward(program);
        Tensor gradient = contrast(program, queries, temperature);
        if (previous != null) {
            previous.append(program, queries, gradient);
        }
        encoder.backward(program, gradient);
        Updater.append(network, shape.beta2());
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
        return shape.pictures();
    }

    @Override
    public Map<String, float[]> start(float[] parameters, long seed) {
        int width = shape.head().outputWidth();
        float[] keys = new float[(shape.pictures() + queue) * width];
        CounterRandom random = new CounterRandom(seed, Purpose.QUEUE, 0);
        for (int from = 0; from < keys.length; from += width) {
            double squares = 0;
            for (int i = from; i < from + width; i++) {
                keys[i] = (float) random.nextGaussian();
                squares += (double) keys[i] * keys[i];
            }
            for (int i = from; i < from + width; i++) {
                keys[i] = (float) (keys[i] / Math.sqrt(squares));
            }
        }
        stored.round(keys);
        return Map.of(MomentumEncoder.PARAMETERS, parameters.clone(), KEYS, keys);
    }

    @Override
    public void prepare(BoundPlan bound) {
        encoder.prepare(bound);
        int pictures = shape.pictures();
        float[] mask = new float[pictures * (pictures + queue)];
        int[] own = new int[pictures];
        for (int row = 0; row < pictures; row++) {
            own[row] = row;
            for (int other = 0; other < pictures; other++) {
                mask[row * (pictures + queue) + other] = other == row ? 0 : EXCLUDED;
            }
        }
        bound.write(mask(), mask);
        bound.write(own(), own);
    }

    @Override
    public double lossSum(BoundPlan bound) {
        return Sums.of(bound, losses());
    }

    @Override
    public @Nullable PreviousEncoderLoss previous() {
        return previous == null ? null : previous.loss();
    }

    @Override
    public void updated(BoundPlan bound, long step) {
        momentumEncoder.follow(bound);
        int batches = queue / shape.pictures();
        int oldest = Math.toIntExact((step - 1) % batches);
        bound.read(keyRows(0), newKeys);
        stored.round(newKeys);
        bound.write(keyRows(1 + oldest), newKeys);
    }

    /** Appends the loss and returns the gradient of its sum with respect to the queries before normalisation. */
    private Tensor contrast(Program program, Tensor queries, double temperature) {
        long rows = shape.pictures();
        long width = shape.head().outputWidth();
        RowNormalization direction = new RowNormalization(plan(), "query.direction");
        Tensor directions = plan().real("query.directions", rows, width);
        Tensor gradient = plan().real("query.directions.gradient", rows, width);
        Tensor keys = plan().real(KEYS, rows + queue, width);
        Tensor similarities = plan().real("similarities", rows, rows + queue);
        Tensor stacked = similarities.reshape(1, rows, rows + queue);
        direction.forward(program, queries, directions);
        program.append(new MatrixProduct(directions, keys, similarities, false, true, 1 / temperature, 0));
        program.add(similarities, mask(), similarities);
        program.append(new Operation.Softmax(stacked, stacked));
        program.append(new Operation.CrossEntropy(similarities, own(), losses()));
        program.append(new MatrixProduct(similarities, keys, gradient, false, false, 1 / temperature, 0));
        direction.backward(program, directions, gradient);
        return gradient;
    }

    private ParameterLayout keysLayout() {
        return new ParameterLayout.Builder()
                .zeros(KEYS, (long) shape.pictures() + queue, (long)
                        shape.head().outputWidth())
                .build()
                .storedAs(stored);
    }

    /** The keys of one batch: 0 the newest, from 1 those of the queue. */
    private Tensor keyRows(int batch) {
        long width = shape.head().outputWidth();
        Tensor all = plan().real(KEYS, shape.pictures() + (long) queue, width);
        return Tensor.of(all.buffer(), (long) batch * shape.pictures() * width, shape.pictures(), width);
    }

    private Tensor view(int index) {
        Tensor all = shape.views(plan()).patches();
        return all.reshape(VIEWS, all.size(0) / VIEWS, all.size(1)).slice(index);
    }

    private Tensor mask() {
        return plan().real("mask", shape.pictures(), shape.pictures() + (long) queue);
    }

    private Tensor own() {
        return plan().integer("own", shape.pictures());
    }

    private Tensor losses() {
        return plan().real("losses", shape.pictures());
    }

    private Plan plan() {
        return network.plan();
    }
}
