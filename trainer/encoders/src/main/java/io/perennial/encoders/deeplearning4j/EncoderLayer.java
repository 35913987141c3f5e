package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.training.Schedule;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of a Deeplearning4j layer that holds a whole encoder and its self-supervised objective. Inputs, outputs and labels
 * are described at {@link EncoderInputs}. Deeplearning4j finds this class by the name in the file, so it opens such a file when the
 * jar of this class is on the class path, without any registration.
 */
public final class EncoderLayer extends FeedForwardLayer {
    private static final long serialVersionUID = 1L;

    @JsonProperty("model")
    private String model = "";

    @JsonProperty("configuration")
    private TreeMap<String, String> configuration = new TreeMap<>();

    /** For reading a file; use the other constructor. */
    public EncoderLayer() {}

    public EncoderLayer(ModelConfiguration model) {
        this.model = model.name();
        this.configuration = new TreeMap<>(model.values());
        double decay = model.real(Setting.WEIGHT_DECAY);
        setNOut(model.integer(Setting.WIDTH));
        setActivationFn(new ActivationIdentity());
        setIUpdater(new WarmedAdam(Schedule.of(model), model.real(Setting.BETA2)));
        setRegularization(List.of(new DecoupledDecay(decay)));
        setRegularizationBias(List.of());
    }

    /** The model that the layer holds. */
    public ModelConfiguration modelConfiguration() {
        return new ModelConfiguration(model, configuration);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initializeParameters,
            DataType dataType) {
        EncoderLayerExecution layer = new EncoderLayerExecution(conf, dataType);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        Map<String, INDArray> table = initializer().init(conf, parameters, initializeParameters);
        layer.setParamTable(table);
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return new FlatParameters(Passes.layout(modelConfiguration()));
    }

    @Override
    public InputType getOutputType(int index, InputType inputType) {
        return InputType.feedForward(getNOut());
    }

    /** The shape of the input is part of the model; there is nothing to infer. */
    @Override
    public void setNIn(InputType inputType, boolean override) {}

    @Override
    public @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        long parameters = Passes.layout(modelConfiguration()).elements();
        return new LayerMemoryReport.Builder(
                        getLayerName(), EncoderLayer.class, inputType, getOutputType(-1, inputType))
                .standardMemory(parameters, getIUpdater().stateSize(parameters))
                .workingMemory(0, 0, MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof EncoderLayer layer
                && model.equals(layer.model)
                && configuration.equals(layer.configuration);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + configuration.hashCode();
    }
}
