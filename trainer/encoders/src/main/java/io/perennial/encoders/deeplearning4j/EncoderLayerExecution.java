package io.perennial.encoders.deeplearning4j;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs an {@link EncoderLayer}: activations are embeddings, the loss is the self-supervised one. Parameters are copied into the
 * buffers of the plan before each pass and the gradient is copied out, so that Deeplearning4j may move its flat rows as it likes. Used
 * by one thread.
 */
final class EncoderLayerExecution extends BaseLayer<EncoderLayer> implements IOutputLayer {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Passes passes;
    private transient @Nullable INDArray labels;
    private transient boolean scored;

    EncoderLayerExecution(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        float[][] vectors = passes().embed(Passes.reals(params()), input);
        return workspaces.leverageTo(ArrayType.ACTIVATIONS, Nd4j.createFromArray(vectors));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(@Nullable INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (epsilon != null || labels == null) {
            throw new IllegalStateException("layer " + layerConf().getLayerName()
                    + " trains on its own labels and has no gradient for layers that follow it; to train a layer on top of"
                    + " embeddings, freeze this one with TransferLearning.GraphBuilder.setFeatureExtractor");
        }
        score();
        float[] flat = passes().gradient();
        gradientsFlattened.assign(Nd4j.createFromArray(flat).reshape(gradientsFlattened.shape()));
        Gradient gradients = new DefaultGradient(gradientsFlattened);
        gradientViews.forEach(gradients::setGradientFor);
        return Pair.of(gradients, null);
    }

    @Override
    public double computeScore(double regularization, boolean training, LayerWorkspaceMgr workspaces) {
        return score() + regularization;
    }

    /** Mean loss of the input against the labels. */
    @Override
    public double score() {
        if (!scored) {
            assertInputSet(true);
            score = passes().loss(Passes.reals(params()), input, required(labels));
            scored = true;
        }
        return score;
    }

    @Override
    public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
        throw new UnsupportedOperationException(
                "the loss is a mean over all hidden tokens or patches of a batch; it is not split by example");
    }

    @Override
    public void setInput(INDArray newInput, LayerWorkspaceMgr workspaces) {
        scored = false;
        super.setInput(newInput, workspaces);
    }

    @Override
    public boolean needsLabels() {
        return true;
    }

    @Override
    public void setLabels(INDArray newLabels) {
        scored = false;
        labels = newLabels;
    }

    @Override
    public @Nullable INDArray getLabels() {
        return labels;
    }

    @Override
    public void clear() {
        super.clear();
        labels = null;
        scored = false;
    }

    @Override
    public void close() {
        if (passes != null) {
            passes.close();
            passes = null;
        }
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {}

    @Override
    @SuppressWarnings("deprecation") // The interface still demands it.
    public int numLabels() {
        return Math.toIntExact(layerConf().getNOut());
    }

    @Override
    public double f1Score(DataSet data) {
        throw noClassifier();
    }

    @Override
    public double f1Score(INDArray examples, INDArray expected) {
        throw noClassifier();
    }

    @Override
    public int[] predict(INDArray examples) {
        throw noClassifier();
    }

    @Override
    public List<String> predict(DataSet data) {
        throw noClassifier();
    }

    @Override
    public void fit(DataSetIterator iterator) {
        throw noClassifier();
    }

    @Override
    public void fit(INDArray examples, INDArray expected) {
        throw noClassifier();
    }

    @Override
    public void fit(DataSet data) {
        throw noClassifier();
    }

    @Override
    public void fit(INDArray examples, int[] expected) {
        throw noClassifier();
    }

    private Passes passes() {
        if (passes == null) {
            passes = Passes.of(layerConf().modelConfiguration());
        }
        return passes;
    }

    private static UnsupportedOperationException noClassifier() {
        return new UnsupportedOperationException(
                "an encoder gives embeddings, no classes; call fit and output on the ComputationGraph");
    }

    private static INDArray required(@Nullable INDArray labels) {
        if (labels == null) {
            throw new IllegalStateException("an encoder needs labels for its loss; see EncoderInputs.pretraining");
        }
        return labels;
    }
}
