package io.perennial.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.StepResult;
import io.perennial.runtime.Build;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Trains a checkpoint again from its parent and the log, and compares every bit. What is trained is thrown away. Used by one thread.
 */
public final class Rederivation {
    private static final String KERNELS = "vector kernels";

    private final ServiceConfig config;
    private final ModelHistory history;
    private final TrainingListener listener;

    public Rederivation(ServiceConfig config, ModelHistory history, TrainingListener listener) {
        this.config = config;
        this.history = history;
        this.listener = listener;
    }

    /**
     * What came out.
     *
     * @param checkpoint the checkpoint
     * @param differences empty if the bits are the same: what differs, the earliest first
     * @param damaged stored blobs that are not what the manifest names
     */
    public record Verdict(Checkpoint checkpoint, List<String> differences, List<String> damaged) {
        public Verdict {
            differences = List.copyOf(differences);
            damaged = List.copyOf(damaged);
        }

        public boolean isExact() {
            return differences.isEmpty() && damaged.isEmpty();
        }
    }

    /** Trains the update that led to this checkpoint again, on top of the stored parent. */
    public Verdict rederive(Checkpoint checkpoint) throws IOException {
        BlobStore stored = config.blobs();
        try (ScratchBlobs scratch = new ScratchBlobs(stored);
                RecordedUpdates updates = new RecordedUpdates(config, history, scratch, listener)) {
            Manifest original = updates.manifest(checkpoint);
            requireSameBackend(original);
            List<String> damaged = RecordedUpdates.damagedBlobs(stored, original);
            Checkpoint parent = parent(checkpoint);
            Checkpoint again = updates.train(new RecordedUpdates.Again(
                    checkpoint,
                    parent,
                    history.history(),
                    OffsetRanges.none(updates.log().topic()),
                    original.lineage().codeVersion()));
            Checkpoints here = new Checkpoints(scratch);
            Manifest redone = here.read(again.getManifest());
            List<String> differences = again.getCheckpointId().equals(checkpoint.getCheckpointId())
                    ? List.of()
                    : differences(original, redone, trace(new Checkpoints(stored), original), here.trace(redone));
            return new Verdict(checkpoint, differences, damaged);
        }
    }

    private @Nullable Checkpoint parent(Checkpoint checkpoint) {
        if (checkpoint.getParentId() == null) {
            return null;
        }
        return history.parent(checkpoint)
                .orElseThrow(() -> ServiceException.data(
                        "version " + checkpoint.getVersion() + " continues " + checkpoint.getParentId()
                                + ", which is not on training.checkpoints; restore the topic",
                        null));
    }

    private static void requireSameBackend(Manifest manifest) {
        String then = manifest.environment().getOrDefault("backend", "");
        String now = Checkpoints.backend();
        if (!then.equals(now)) {
            throw ServiceException.usage(otherBackend(manifest.lineage().version(), then, now));
        }
    }

    /** What to say where another back end would give other bits. */
    static String otherBackend(long version, String then, String now) {
        return "version " + version + " was trained with '" + then + "', this process computes with '" + now
                + "': another library, number of threads or kind of kernels gives other bits; set OMP_NUM_THREADS to the number"
                + " named there, start Java with " + kernelOption(then.contains(KERNELS)) + ", or go to such a machine";
    }

    private static String kernelOption(boolean hasKernels) {
        return hasKernels ? "--add-modules jdk.incubator.vector" : "-Dperennial.vector.kernels=false";
    }

    private static List<StepResult> trace(Checkpoints checkpoints, Manifest manifest) {
        try {
            return checkpoints.trace(manifest);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<String> differences(
            Manifest then, Manifest now, List<StepResult> stepsThen, List<StepResult> stepsNow) {
        List<String> differences = new ArrayList<>();
        compare("code version", then.lineage().codeVersion(), Build.current().version(), differences);
        compare("configuration", then.configuration(), now.configuration(), differences);
        compare("windows", then.lineage().windows(), now.lineage().windows(), differences);
        compare("next offsets", then.lineage().nextOffsets(), now.lineage().nextOffsets(), differences);
        compare("replayed samples", then.lineage().replayed(), now.lineage().replayed(), differences);
        compare("tokenizer", then.tokenizer(), now.tokenizer(), differences);
        compare("archive", then.lineage().archive(), now.lineage().archive(), differences);
        compare("replay buffer", then.lineage().replayBuffer(), now.lineage().replayBuffer(), differences);
        for (int i = 0; i < Math.min(stepsThen.size(), stepsNow.size()); i++) {
            if (!stepsThen.get(i).equals(stepsNow.get(i))) {
                differences.add("first differing step: then " + stepsThen.get(i) + ", now " + stepsNow.get(i));
                break;
            }
        }
        differences.addAll(firstDifferingTensor(then, now));
        if (differences.isEmpty()) {
            differences.add("manifest: then " + then.checkpointId() + ", now " + now.checkpointId());
        }
        return differences;
    }

    private static List<String> firstDifferingTensor(Manifest then, Manifest now) {
        for (String vector : new TreeSet<>(then.tensors().keySet())) {
            List<Manifest.Part> parts = then.vector(vector).parts();
            Map<String, Manifest.Part> others = new TreeMap<>();
            Manifest.Vector other = now.tensors().get(vector);
            if (other != null) {
                other.parts().forEach(part -> others.put(part.name(), part));
            }
            for (Manifest.Part part : parts) {
                if (!part.equals(others.get(part.name()))) {
                    return List.of("first differing tensor: " + part.name() + " in " + vector);
                }
            }
        }
        return Collections.emptyList();
    }

    private static void compare(String what, @Nullable Object then, @Nullable Object now, List<String> differences) {
        if (!Objects.equals(then, now)) {
            differences.add(what + ": then " + then + ", now " + now);
        }
    }
}
