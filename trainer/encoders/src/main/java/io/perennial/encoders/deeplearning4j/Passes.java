package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.training.Adaptation;
import io.perennial.encoders.training.ImageEmbedder;
import io.perennial.encoders.training.TextEmbedder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Passes over the plans of one model with the arrays of Deeplearning4j as inputs. Used by one thread. */
abstract class Passes implements AutoCloseable {
    private final ModelConfiguration model;
    private final double clipNorm;
    private final Executor executor = new Nd4jExecutor(Precision.FLOAT);
    private @Nullable BoundPlan training;
    private float[] gradient = new float[0];

    Passes(ModelConfiguration model) {
        this.model = model;
        clipNorm = model.real(Setting.CLIP_NORM);
    }

    static Passes of(ModelConfiguration model) {
        return switch (model.objective().input()) {
            case TEXT -> new TextPasses(model);
            case PICTURES -> ImagePasses.of(model);
        };
    }

    /**
     * For models whose training needs more than Deeplearning4j keeps of them: a queue, a slow copy, a centre, captions, adapters, or another
     * loss.
     */
    static UnsupportedOperationException embedsAlone(ModelConfiguration model) {
        return new UnsupportedOperationException("Deeplearning4j can embed with a model trained by "
                + model.objective().label()
                + ", but not train it on with these settings; freeze the layer and train others on top of it");
    }

    static ParameterLayout layout(ModelConfiguration model) {
        return switch (model.objective().input()) {
            case TEXT -> TextEmbedder.layout(model);
            case PICTURES -> ImageEmbedder.layout(model);
        };
    }

    /** Embeddings of the examples, shape (examples, width). */
    abstract float[][] embed(float[] parameters, INDArray features);

    /** Mean loss; {@link #gradient()} holds the gradient afterwards. */
    final double loss(float[] parameters, INDArray features, INDArray labels) {
        if (Adaptation.isChosen(model)) {
            throw embedsAlone(model);
        }
        BoundPlan bound = bind(features, labels);
        Network network = network();
        bound.write(network.parameters(), parameters);
        double scored = Math.max(1, load(bound, features, labels));
        bound.run(Network.GRADIENTS);
        double loss = lossSum(bound) / scored;
        bound.run(Network.NORM);
        double norm = Math.sqrt(bound.get(network.squaredNorm(), 0)) / scored;
        gradient = new float[parameters.length];
        bound.read(network.gradients(), gradient);
        float scale = (float) (Math.min(1, clipNorm / Math.max(norm, Double.MIN_NORMAL)) / scored);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= scale;
        }
        return loss;
    }

    /** Gradient of the mean loss of the last pass, clipped to the norm that the configuration names. */
    final float[] gradient() {
        return gradient;
    }

    @Override
    public void close() {
        if (training != null) {
            training.close();
            training = null;
        }
    }

    final Executor executor() {
        return executor;
    }

    /** True if the network of the last pass has the size for these arrays; otherwise builds one that has. */
    abstract boolean fits(INDArray features, INDArray labels);

    /** The network for training. */
    abstract Network network();

    /** What a plan needs once, after binding. */
    abstract void prepare(BoundPlan bound);

    /** Writes the inputs of a pass and returns how many predictions are scored. */
    abstract long load(BoundPlan bound, INDArray features, INDArray labels);

    abstract double lossSum(BoundPlan bound);

    private BoundPlan bind(INDArray features, INDArray labels) {
        if (!fits(features, labels) || training == null) {
            close();
            training = executor.bind(network().plan());
            prepare(training);
        }
        return training;
    }

    /** The elements in row-major order. */
    static float[] reals(INDArray array) {
        return array.castTo(DataType.FLOAT).dup('c').data().asFloat();
    }

    static void requireShape(INDArray array, String what, long... shape) {
        if (!Arrays.equals(array.shape(), shape)) {
            throw new IllegalArgumentException(what + " have shape " + Arrays.toString(array.shape())
                    + "; this model needs " + Arrays.toString(shape));
        }
    }
}
