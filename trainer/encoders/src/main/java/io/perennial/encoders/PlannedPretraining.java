package io.perennial.encoders;

import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.encoders.checkpoint.Probe;
import io.perennial.encoders.checkpoint.TensorBytes;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.encoders.checkpoint.TraceJson;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.training.Embedder;
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
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Training on a bound plan, and its checkpoints. */
final class PlannedPretraining implements Pretraining {
    private final Architecture architecture;
    private final Task task;
    private final Executor executor;
    private final List<Content> probeContents;
    private final TrainingLoop loop;
    private final Embedder embedder;
    private final List<StepResult> trace = new ArrayList<>();
    private @Nullable TrainingState trunk;

    PlannedPretraining(
            Architecture architecture, Task task, Executor executor, TrainingState state, List<Content> probeContents) {
        this.task = task;
        this.architecture = architecture;
        this.executor = executor;
        this.probeContents = List.copyOf(probeContents);
        loop = new TrainingLoop(architecture.configuration(), task, executor, state);
        embedder = architecture.embedder(executor);
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
    public int begin(int steps) {
        trace.clear();
        return loop.begin(steps);
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
        TrainingState state = loop.state();
        SortedMap<String, Manifest.Vector> tensors = tensors(blobs, state);
        if (!Arrays.equals(released, state.parameters())) {
            tensors.put(Network.RELEASE, TensorBytes.put(blobs, task.network().layout(), released));
        }
        trunk = null;
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
