package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.training.TrainingState;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Writes {@code ModelSerializer} files. */
public final class Deeplearning4jFile {
    private Deeplearning4jFile() {}

    /**
     * Writes a {@link ComputationGraph} of one {@link EncoderLayer} with parameters, moments and step count; manifest and tokenizer
     * lie beside them in the zip. The file appears whole or not at all.
     *
     * @param file must not exist
     * @param tokenizer null where the model reads no text
     */
    public static void write(
            Path file,
            ModelConfiguration model,
            long seed,
            TrainingState state,
            byte[] manifest,
            byte @Nullable [] tokenizer)
            throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file + " exists; it is not overwritten: choose another name");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            ComputationGraph graph = graph(model, seed, state);
            try (OutputStream output = Files.newOutputStream(part)) {
                ModelSerializer.writeModel(graph, output, true);
            }
            graph.close();
            try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + part.toUri()), Map.of())) {
                Files.write(zip.getPath(EncoderInputs.MANIFEST), manifest);
                if (tokenizer != null) {
                    Files.write(zip.getPath(EncoderInputs.TOKENIZER), tokenizer);
                }
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static ComputationGraph graph(ModelConfiguration model, long seed, TrainingState state) {
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .miniBatch(false)
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .addInputs("input")
                .addLayer("encoder", new EncoderLayer(model), "input")
                .setOutputs("encoder")
                .build();
        ComputationGraph graph = new ComputationGraph(configuration);
        INDArray parameters = Nd4j.createFromArray(state.parameters());
        graph.init(parameters.reshape(1, parameters.length()), false);
        INDArray moments = Nd4j.concat(
                0,
                Nd4j.createFromArray(state.vector(Network.FIRST_MOMENT)),
                Nd4j.createFromArray(state.vector(Network.SECOND_MOMENT)));
        INDArray updater = graph.getUpdater().getUpdaterStateViewArray();
        updater.assign(moments.reshape(updater.shape()));
        graph.getConfiguration().setIterationCount(Math.toIntExact(state.steps()));
        return graph;
    }
}
