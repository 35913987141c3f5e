package io.perennial.encoders;

import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.encoders.checkpoint.Probe;
import io.perennial.encoders.checkpoint.TensorBytes;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.encoders.checkpoint.TraceJson;
import io.perennial.encoders.deeplearning4j.Deeplearning4jFile;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.Adapters;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.WeightAverage;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.pretrained.PublicWeights;
import io.perennial.encoders.pretrained.WeightReport;
import io.perennial.encoders.tokens.Tokenizer;
import io.perennial.encoders.training.MaskedLanguageTask;
import io.perennial.encoders.training.PatchPredictor;
import io.perennial.encoders.training.Task;
import io.perennial.encoders.training.TokenPredictor;
import io.perennial.encoders.training.TrainingState;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Opens checkpoints for embedding and for training. Every blob is verified against its digest when it is read. Safe for use by
 * several threads; what it returns is not.
 */
public final class Checkpoints {
    private static final List<String> MOMENTS = List.of(Network.FIRST_MOMENT, Network.SECOND_MOMENT);

    private final BlobStore blobs;

    public Checkpoints(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * What a checkpoint is made of and what made it.
     *
     * @throws CorruptBlobException if the bytes differ from the reference, are no manifest, or of a newer format
     */
    public Manifest read(BlobRef manifest) throws IOException {
        return ManifestJson.read(blobs.get(manifest));
    }

    /** The steps of the update that made a checkpoint, first to last; empty for a checkpoint that names no trace. */
    public List<StepResult> trace(Manifest manifest) throws IOException {
        BlobRef trace = manifest.trace();
        return trace == null ? List.of() : TraceJson.read(blobs.get(trace));
    }

    /** The trained encoder of a checkpoint. */
    public Encoder load(BlobRef manifest) throws IOException {
        Manifest description = read(manifest);
        Architecture architecture = architecture(description);
        return new FrozenEncoder(
                description.checkpointId(),
                architecture.embedder(executor()),
                released(description, architecture),
                probe(description));
    }

    /**
     * The same architecture, tokenizer and seed with the weights that training began with: the random features that a trained
     * encoder must beat. It carries the checkpointId of the checkpoint and has no self-test.
     */
    public Encoder loadUntrained(BlobRef manifest) throws IOException {
        Manifest description = read(manifest);
        Architecture architecture = architecture(description);
        float[] parameters = architecture.layout().initialValues(architecture.seed());
        return new FrozenEncoder(description.checkpointId(), architecture.embedder(executor()), parameters, null);
    }

    /**
     * What the decoder of a checkpoint puts where patches of pictures are hidden; empty for objectives without a decoder. The same patches
     * are hidden each time.
     *
     * @param pictures any number of them
     */
    public List<Reconstruction> reconstructions(BlobRef manifest, List<? extends Content> pictures) throws IOException {
        Manifest description = read(manifest);
        if (pictures.isEmpty() || description.configuration().objective() != Objective.MASKED_AUTOENCODER) {
            return List.of();
        }
        return new PatchPredictor(description.configuration(), executor(), description.seed())
                .reconstruct(released(description, architecture(description)), pictures);
    }

    /**
     * What the output layer of a checkpoint puts where tokens of texts are hidden; empty for objectives that hide no tokens. The same
     * tokens are hidden each time.
     */
    public List<FilledText> fillings(BlobRef manifest, List<? extends Content> texts) throws IOException {
        Manifest description = read(manifest);
        Architecture architecture = architecture(description);
        Tokenizer tokenizer = architecture.tokenizer();
        if (tokenizer == null
                || !Objective.hidingTokens()
                        .contains(description.configuration().objective())) {
            return List.of();
        }
        return new TokenPredictor(description.configuration(), tokenizer, executor(), description.seed())
                .fill(released(description, architecture), texts);
    }

    /**
     * The self-supervised loss of each content by itself, forward only: nats for each hidden token, or squared pixels. What is hidden of a
     * content depends on the checkpoint and on its place in the list alone, as in the steps that would come next. Losses that a
     * configuration adds to those of its objective are left out.
     *
     * @return one loss for each content, NaN where there is nothing to predict; empty for objectives that compare contents with each other,
     *     so that a content by itself has no loss
     * @throws IllegalArgumentException if a content has the wrong kind or a picture cannot be decoded
     */
    public Optional<double[]> losses(BlobRef manifest, List<? extends Content> contents) throws IOException {
        Manifest description = read(manifest);
        Architecture architecture = architecture(description);
        Optional<Task> objective = architecture.lossTask();
        if (objective.isEmpty()) {
            return Optional.empty();
        }
        Task task = objective.get();
        double[] losses = new double[contents.size()];
        try (BoundPlan bound = executor().bind(task.network().plan())) {
            task.prepare(bound);
            bound.write(task.network().parameters(), released(description, architecture));
            for (int i = 0; i < losses.length; i++) {
                Task.Loaded loaded = task.load(bound, List.of(contents.get(i)), description.steps() + 1 + i);
                bound.run(Network.PREDICT);
                losses[i] = loaded.scored() == 0 ? Double.NaN : task.lossSum(bound, loaded) / loaded.scored();
            }
        }
        return Optional.of(losses);
    }

    /**
     * Writes a checkpoint as a Deeplearning4j {@code ModelSerializer} file: a {@code ComputationGraph} with the parameters that are embedded
     * with and the updater state, which opens in Deeplearning4j when the jar of this module is on the class path.
     *
     * @param file must not exist
     */
    public void export(BlobRef manifest, Path file) throws IOException {
        byte[] bytes = blobs.get(manifest);
        Manifest description = ManifestJson.read(bytes);
        Task task = architecture(description).task();
        BlobRef tokenizer = description.tokenizer();
        ParameterLayout layout = task.network().layout();
        TrainingState state = state(description, task);
        for (String moment : MOMENTS) {
            ParameterLayout stored = TrainingState.layouts(description.configuration(), task.network())
                    .get(moment);
            state = state.with(moment, layout.taking(Objects.requireNonNull(stored), state.vector(moment)));
        }
        Deeplearning4jFile.write(
                file,
                description.configuration(),
                description.seed(),
                state.with(Network.PARAMETERS, TensorBytes.get(blobs, layout, description.released())),
                bytes,
                tokenizer == null ? null : blobs.get(tokenizer));
    }

    /** Training that goes on bit for bit where the checkpoint was written. */
    public Pretraining resume(BlobRef manifest) throws IOException {
        Manifest description = read(manifest);
        Architecture architecture = architecture(description);
        Task task = architecture.task();
        return new PlannedPretraining(
                architecture,
                task,
                executor(),
                state(description, task),
                probe(description).contents());
    }

    private float[] released(Manifest manifest, Architecture architecture) throws IOException {
        return TensorBytes.get(blobs, architecture.layout(), manifest.released());
    }

    private TrainingState state(Manifest manifest, Task task) throws IOException {
        SortedMap<String, float[]> vectors = new TreeMap<>();
        for (Map.Entry<String, ParameterLayout> vector :
                TrainingState.layouts(manifest.configuration(), task.network()).entrySet()) {
            String name = vector.getKey();
            // A line of parents that has no average yet begins one with its parameters.
            String stored =
                    name.equals(WeightAverage.PARAMETERS) && !manifest.tensors().containsKey(name)
                            ? Network.PARAMETERS
                            : name;
            // One that has not followed its tokens yet begins to.
            boolean begins = name.equals(MaskedLanguageTask.TOKEN_LOSSES)
                    && !manifest.tensors().containsKey(name);
            vectors.put(
                    name,
                    begins
                            ? new float[Math.toIntExact(vector.getValue().elements())]
                            : values(manifest.vector(stored), name, vector.getValue(), task.network()));
        }
        return new TrainingState(manifest.steps(), vectors);
    }

    /** Moments may be those of all parameters or of those that adapters leave free, whatever the model has now. */
    private float[] values(Manifest.Vector vector, String name, ParameterLayout wanted, Network network)
            throws IOException {
        if (!MOMENTS.contains(name)) {
            return TensorBytes.get(blobs, wanted, vector);
        }
        ParameterLayout free = Adapters.free(network.layout());
        ParameterLayout stored = vector.parts().size() == free.parameters().size() ? free : network.layout();
        return wanted.taking(stored, TensorBytes.get(blobs, stored, vector));
    }

    /**
     * Training from the start. For text, the vocabulary is learned from the first window, which is not trained on here; the first
     * contents of the window become the self-test.
     *
     * @throws IllegalArgumentException if the window is empty or of the wrong kind
     */
    public Pretraining start(ModelConfiguration configuration, long seed, List<? extends Content> firstWindow) {
        if (firstWindow.isEmpty()) {
            throw new IllegalArgumentException("model " + configuration.name() + " cannot start from an empty window");
        }
        Architecture architecture = Architecture.fitted(configuration, seed, firstWindow);
        Task task = architecture.task();
        TrainingState state = task.initialState(architecture.initialParameters(firstWindow))
                .startedWith(configuration, task.network());
        List<Content> probe = List.copyOf(firstWindow.subList(0, Math.min(Probe.SIZE, firstWindow.size())));
        return new PlannedPretraining(architecture, task, executor(), state, probe);
    }

    /**
     * What the first checkpoint of a model takes from the file of its configuration.
     *
     * @throws IllegalArgumentException in one line, if it names no file, or one that cannot be read or does not fit
     */
    public static WeightReport publicWeights(ModelConfiguration configuration) {
        if (configuration.text(Setting.WEIGHTS_FILE).isEmpty()) {
            throw new IllegalArgumentException(
                    "model " + configuration.name() + ": weights.file is empty; it must name a safetensors file");
        }
        ParameterLayout layout = Architecture.layout(configuration);
        return PublicWeights.write(configuration, layout, new float[Math.toIntExact(layout.elements())]);
    }

    private Architecture architecture(Manifest manifest) throws IOException {
        BlobRef reference = manifest.tokenizer();
        boolean readsTokens = manifest.configuration().objective().readsTokens();
        if (readsTokens && reference == null) {
            throw new CorruptBlobException("manifest " + manifest.checkpointId() + " names no tokenizer, but "
                    + manifest.configuration().name() + " reads text");
        }
        Tokenizer tokenizer = readsTokens && reference != null ? TokenizerJson.read(blobs.get(reference)) : null;
        if (tokenizer != null
                && tokenizer.vocabulary() > manifest.configuration().integer(Setting.VOCABULARY)) {
            throw new CorruptBlobException("manifest " + manifest.checkpointId() + " names a tokenizer of "
                    + tokenizer.vocabulary() + " tokens, but "
                    + manifest.configuration().name() + " knows ids below "
                    + manifest.configuration().integer(Setting.VOCABULARY)
                    + "; tokenizer and model are not of one checkpoint");
        }
        return new Architecture(manifest.configuration(), manifest.seed(), tokenizer);
    }

    private Probe probe(Manifest manifest) throws IOException {
        return Probe.fromJson(blobs.get(manifest.probe()));
    }

    /** The back end, device and threads of this process in one line, as {@link Pretraining#backend()} gives it. */
    public static String backend() {
        return executor().backend();
    }

    private static Executor executor() {
        return new Nd4jExecutor(Precision.FLOAT);
    }
}
