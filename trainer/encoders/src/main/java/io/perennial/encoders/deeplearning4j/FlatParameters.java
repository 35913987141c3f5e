package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Names the tensors inside Deeplearning4j's flat parameter row: the order and row-major shapes of our own flat vector. */
final class FlatParameters implements ParamInitializer {
    private final ParameterLayout layout;

    FlatParameters(ParameterLayout layout) {
        this.layout = layout;
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return layout.elements();
    }

    @Override
    public long numParams(Layer layer) {
        return layout.elements();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return layout.parameters().stream().map(Parameter::name).toList();
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return layout.parameters().stream()
                .filter(Parameter::isMatrix)
                .map(Parameter::name)
                .toList();
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return layout.parameters().stream()
                .filter(parameter -> !parameter.isMatrix())
                .map(Parameter::name)
                .toList();
    }

    @Override
    public boolean isWeightParam(Layer layer, String name) {
        return weightKeys(layer).contains(name);
    }

    @Override
    public boolean isBiasParam(Layer layer, String name) {
        return biasKeys(layer).contains(name);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
        if (initialize) {
            parameters.assign(
                    Nd4j.createFromArray(layout.initialValues(conf.getSeed())).reshape(parameters.shape()));
        }
        layout.parameters().forEach(parameter -> conf.addVariable(parameter.name()));
        return views(parameters);
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradients) {
        return views(gradients);
    }

    private Map<String, INDArray> views(INDArray vector) {
        INDArray flat = vector.reshape(vector.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        for (Parameter parameter : layout.parameters()) {
            long end = parameter.offset() + parameter.elements();
            long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
            views.put(
                    parameter.name(),
                    flat.get(NDArrayIndex.interval(parameter.offset(), end)).reshape('c', shape));
        }
        return views;
    }
}
