package io.perennial.encoders;

import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.encoders.checkpoint.Probe;
import io.perennial.encoders.checkpoint.TensorBytes;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.encoders.checkpoint.TraceJson;
import io.perennial.encoders.network.Adapters;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.training.Adaptation;
import io.perennial.encoders.training.Embedder;
import io.perennial.encoders.training.GrownVocabulary;
import io.perennial.encoders.training.Task;
import io.perennial.encoders.training.TrainingLoop;
import io.perennial.encoders.training.TrainingState;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Training on a bound plan, and its checkpoints. A plan is bound anew where an update trains other tensors than the one before. */
final class PlannedPretraining implements Pretraining {
    private static final Logger log = LoggerFactory.getLogger(PlannedPretraining.class);

    private final Executor executor;
    private final List<Content> probeContents;
    private final List<StepResult> trace = new ArrayList<>();
    private final SortedMap<String, String> growth = new TreeMap<>();
    private Architecture architecture;
    private Embedder embedder;
    private Task task;
    private TrainingLoop loop;
    private @Nullable TrainingState trunk;

    PlannedPretraining(
            Architecture architecture, Task task, Executor executor, TrainingState state, List<Content> probeContents) {
        this.task = task;
        this.architecture = architecture;
        this.executor = executor;
        this.probeContents = List.copyOf(probeContents);
        loop = loop(state);
        embedder = architecture.embedder(executor);
    }

    private TrainingLoop loop(TrainingState state) {
        return new TrainingLoop(architecture.configuration(), task, executor, state, adaptation(state.steps()));
    }

    private @Nullable Adaptation adaptation(long steps) {
        return Adaptation.of(architecture.configuration(), architecture.seed(), steps);
    }

    @Override
    public ModelConfiguration configuration() {
        return architecture.configuration();
    }

    @Override
    public int batchSize() {
        return architecture.configuration().batchSize()
                * architecture.configuration().accumulation();
    }

    @Override
    public int contextLength() {
        return architecture.configuration().contextLength();
    }

    @Override
    public long steps() {
        return trunk == null ? loop.steps() : trunk.steps();
    }

    @Override
    public void grow(List<? extends Content> window) {
        Architecture grown = architecture.grown(window);
        if (grown.equals(architecture)) {
            return;
        }
        BytePairTokenizer before = (BytePairTokenizer) Objects.requireNonNull(architecture.tokenizer());
        BytePairTokenizer after = (BytePairTokenizer) Objects.requireNonNull(grown.tokenizer());
        Task larger = grown.task();
        TrainingState state = new GrownVocabulary(before, after)
                .state(
                        loop.checkpointed(),
                        TrainingState.layouts(architecture.configuration(), task.network()),
                        TrainingState.layouts(grown.configuration(), larger.network()));
        close();
        architecture = grown;
        task = larger;
        loop = loop(state);
        embedder = grown.embedder(executor);
        growth.put("vocabulary.grew.from", Integer.toString(before.vocabulary()));
        growth.put("vocabulary.grew.to", Integer.toString(after.vocabulary()));
        log.atInfo()
                .addKeyValue("model", grown.configuration().name())
                .addKeyValue("from", before.vocabulary())
                .addKeyValue("to", after.vocabulary())
                .log("vocabulary grew, as the window was cut into too many tokens");
    }

    @Override
    public int begin(int steps) {
        trace.clear();
        if (loop.adapters() == null && adaptation(loop.steps()) != null) {
            TrainingState state = loop.checkpointed();
            loop.close();
            task = architecture.task();
            loop = loop(state);
        }
        int branch = loop.begin(steps);
        Adapters adapters = loop.adapters();
        if (adapters != null) {
            log.atInfo()
                    .addKeyValue("model", architecture.configuration().name())
                    .addKeyValue("rank", architecture.configuration().text(Setting.ADAPTER_RANK))
                    .addKeyValue("trained", adapters.trained())
                    .addKeyValue("frozen", adapters.frozen())
                    .log("trains adapters beside the matrices of the blocks, which are frozen");
        }
        return branch;
    }

    @Override
    public SortedMap<String, String> remarks() {
        SortedMap<String, String> remarks = new TreeMap<>(growth);
        Adapters adapters = loop.adapters();
        if (adapters != null) {
            remarks.put("adapter.trained.parameters", Long.toString(adapters.trained()));
            remarks.put("adapter.frozen.parameters", Long.toString(adapters.frozen()));
        }
        return remarks;
    }

    @Override
    public void leaveTrunk() {
        trunk = loop.state();
        loop.leaveTrunk();
    }

    @Override
    public String backend() {
        return executor.backend();
    }

    @Override
    public StepResult step(List<? extends Content> batch) {
        StepResult result = loop.step(batch);
        trace.add(result);
        return result;
    }

    @Override
    public long matrixOperations() {
        return loop.matrixOperations();
    }

    @Override
    public SortedMap<String, Double> losses() {
        return loop.losses();
    }

    @Override
    public float[][] embed(List<? extends Content> contents) {
        embedder.parameters(loop.released());
        return embedder.embed(contents);
    }

    @Override
    public SavedCheckpoint save(BlobStore blobs, Lineage lineage) throws IOException {
        float[] released = loop.released();
        if (trunk != null) {
            loop.restore(trunk);
        }
        TrainingState state = loop.checkpointed();
        SortedMap<String, Manifest.Vector> tensors = tensors(blobs, state);
        if (!Arrays.equals(released, state.parameters())) {
            tensors.put(Network.RELEASE, TensorBytes.put(blobs, task.network().layout(), released));
        }
        trunk = null;
        growth.clear();
        embedder.parameters(released);
        Probe probe = new Probe(probeContents, embedder.embed(probeContents));
        Manifest draft = new Manifest(
                "",
                architecture.configuration(),
                architecture.seed(),
                state.steps(),
                lineage,
                tensors,
                architecture.tokenizer() == null
                        ? null
                        : blobs.put(TokenizerJson.write(architecture.tokenizer()), ManifestJson.MEDIA_TYPE),
                blobs.put(probe.toJson(), ManifestJson.MEDIA_TYPE),
                blobs.put(TraceJson.write(trace), ManifestJson.MEDIA_TYPE),
                new TreeMap<>(Map.of("backend", executor.backend(), "architecture", System.getProperty("os.arch"))));
        byte[] bytes = ManifestJson.write(draft);
        BlobRef reference = blobs.put(bytes, ManifestJson.MEDIA_TYPE);
        Manifest manifest = ManifestJson.read(bytes);
        return new SavedCheckpoint(manifest.checkpointId(), manifest.chainHash(), reference);
    }

    private SortedMap<String, Manifest.Vector> tensors(BlobStore blobs, TrainingState state) throws IOException {
        SortedMap<String, Manifest.Vector> tensors = new TreeMap<>();
        for (Map.Entry<String, ParameterLayout> vector : TrainingState.layouts(
                        architecture.configuration(), task.network())
                .entrySet()) {
            String name = vector.getKey();
            tensors.put(name, TensorBytes.put(blobs, vector.getValue(), state.vector(name)));
        }
        return tensors;
    }

    @Override
    public void close() {
        loop.close();
        embedder.close();
    }
}
