package io.perennial.encoders;

import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.encoders.checkpoint.Probe;
import io.perennial.encoders.checkpoint.TensorBytes;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.encoders.checkpoint.TraceJson;
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
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Training on a bound plan, and its checkpoints. */
final class PlannedPretraining implements Pretraining {
    private final Architecture architecture;
    private final Task task;
    private final Executor executor;
    private final List<Content> probeContents;
    private final TrainingLoop loop;
    private final Embedder embedder;
    private final List<StepResult> trace = new ArrayList<>();

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
        return architecture.configuration().batchSize();
    }

    @Override
    public int contextLength() {
        return architecture.configuration().contextLength();
    }

    @Override
    public long steps() {
        return loop.steps();
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
    public SavedCheckpoint save(BlobStore blobs, Lineage lineage) throws IOException {
        TrainingState state = loop.state();
        SortedMap<String, Manifest.Vector> tensors = new TreeMap<>();
        for (Map.Entry<String, ParameterLayout> vector : task.network().state().entrySet()) {
            String name = vector.getKey();
            tensors.put(name, TensorBytes.put(blobs, vector.getValue(), state.vector(name)));
        }
        embedder.parameters(state.parameters());
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

    @Override
    public void close() {
        loop.close();
        embedder.close();
    }
}
