package io.perennial.serving;

import io.perennial.encoders.Content;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.records.ServingRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model on this instance: follows the desired state, and keeps champion, challenger and the champion before warm. A change to
 * warm checkpoints swaps at once, on the caller's thread; what must be loaded is loaded on the executor while the old champion
 * answers. A checkpoint that cannot be loaded or fails its self-test never replaces a champion. Safe for use by several threads.
 */
final class HostedModel implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostedModel.class);

    private final String name;
    private final EncoderLoader loader;
    private final CheckpointCache cache;
    private final Executor loading;
    private final Runnable onChange;

    /** Guarded by this. */
    private final Map<String, EncoderHandle> warm = new HashMap<>();

    /** Guarded by this. */
    private @Nullable DesiredModel latest;

    /** Guarded by this. */
    private @Nullable String displacedChampion;

    /** Guarded by this. */
    private Status status = new Status(InstanceState.LOADING, null, false, 0);

    /** Guarded by this. */
    private long receivedNanos;

    /** Guarded by this. */
    private boolean closed;

    private volatile Deployment deployment = Deployment.NONE;

    /**
     * @param loading runs one task at a time
     * @param onChange called after each change of what {@link #report()} says; must return at once
     */
    HostedModel(String name, EncoderLoader loader, CheckpointCache cache, Executor loading, Runnable onChange) {
        this.name = name;
        this.loader = loader;
        this.cache = cache;
        this.loading = loading;
        this.onChange = onChange;
    }

    private record Status(InstanceState state, @Nullable String error, boolean worthARetry, long loadMillis) {}

    /**
     * What this instance does for the model.
     *
     * @param deployment who serves
     * @param state READY, LOADING or FAILED
     * @param error why it failed
     * @param loadMillis from reading the generation to the swap
     */
    record Report(
            Deployment deployment,
            InstanceState state,
            @Nullable String error,
            long loadMillis) {}

    /**
     * An answer.
     *
     * @param generation generation that it was computed under
     * @param handle who computed it
     * @param embedding the vector
     */
    record Answer(long generation, EncoderHandle handle, EncoderHandle.Embedding embedding) {}

    String name() {
        return name;
    }

    Deployment deployment() {
        return deployment;
    }

    synchronized Report report() {
        return new Report(deployment, status.state(), status.error(), status.loadMillis());
    }

    /** True if there is nothing to serve yet or the desired champion serves. */
    synchronized boolean isReady() {
        DesiredModel desired = latest;
        return desired == null || desired.getChampion() == null || deployment.champion() != null;
    }

    /** Follows a new desired state; one whose generation is not above the last is ignored. Returns at once. */
    void follow(DesiredModel desired) {
        synchronized (this) {
            if (closed || (latest != null && desired.getGeneration() <= latest.getGeneration())) {
                return;
            }
            latest = desired;
            receivedNanos = System.nanoTime();
            if (isWarm(desired.getChampion()) && isWarm(desired.getChallenger())) {
                swap(desired, null);
            } else {
                status = new Status(InstanceState.LOADING, null, false, 0);
                loading.execute(() -> load(desired));
            }
        }
        onChange.run();
    }

    /** Tries a failed load again if it failed for want of a blob, which may have come meanwhile. */
    synchronized void retryIfWorthwhile() {
        DesiredModel desired = latest;
        if (desired != null && status.worthARetry()) {
            status = new Status(InstanceState.LOADING, status.error(), false, 0);
            loading.execute(() -> load(desired));
        }
    }

    /**
     * Embeds with the present champion or challenger; null if there is none.
     *
     * @throws IllegalArgumentException if the content has the wrong kind or cannot be decoded
     */
    @Nullable
    Answer embed(ServingRole role, Content content) {
        while (true) {
            Deployment present = deployment;
            EncoderHandle handle = role == ServingRole.CHALLENGER ? present.challenger() : present.champion();
            if (handle == null) {
                return null;
            }
            EncoderHandle.Embedding embedding = handle.embed(content);
            if (embedding != null) {
                return new Answer(present.generation(), handle, embedding);
            }
            // Retired between reading the deployment and taking its turn: the deployment has changed.
            if (deployment.equals(present)) {
                return null;
            }
        }
    }

    @Override
    public void close() {
        List<EncoderHandle> handles;
        synchronized (this) {
            closed = true;
            deployment = Deployment.NONE;
            handles = new ArrayList<>(warm.values());
            warm.clear();
        }
        handles.forEach(EncoderHandle::retire);
    }

    private void load(DesiredModel desired) {
        Failure champion = warmUp(desired.getChampion());
        if (champion != null) {
            fail(desired, champion);
            return;
        }
        synchronized (this) {
            // On a restart the champion answers while the challenger is still being loaded.
            if (isLatest(desired) && deployment.champion() == null && isWarm(desired.getChampion())) {
                deployment = new Deployment(desired.getGeneration(), handle(desired.getChampion()), null);
            }
        }
        Failure challenger = warmUp(desired.getChallenger());
        synchronized (this) {
            if (!isLatest(desired)) {
                retireAllBut(needed());
                return;
            }
            swap(desired, challenger);
        }
        onChange.run();
    }

    private record Failure(String message, boolean worthARetry) {}

    /** Loads a checkpoint unless it is warm. Null on success. */
    private @Nullable Failure warmUp(@Nullable ServedCheckpoint checkpoint) {
        synchronized (this) {
            if (closed || isWarm(checkpoint)) {
                return null;
            }
        }
        if (checkpoint == null) {
            return null;
        }
        try {
            keep(loader.load(checkpoint));
            return null;
        } catch (IOException | UncheckedIOException e) {
            return new Failure("checkpoint " + checkpoint.getCheckpointId() + ": " + e.getMessage(), true);
        } catch (ServiceException | IllegalArgumentException e) {
            return new Failure(String.valueOf(e.getMessage()), false);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("model", name).log("a checkpoint could not be loaded");
            return new Failure("checkpoint " + checkpoint.getCheckpointId() + ": " + e, false);
        }
    }

    private void keep(EncoderHandle loaded) {
        synchronized (this) {
            if (!closed) {
                warm.put(loaded.checkpointId(), loaded);
                return;
            }
        }
        loaded.retire();
    }

    private void fail(DesiredModel desired, Failure failure) {
        synchronized (this) {
            if (!isLatest(desired)) {
                return;
            }
            status = new Status(
                    InstanceState.FAILED,
                    "generation " + desired.getGeneration() + ", champion: " + failure.message(),
                    failure.worthARetry(),
                    0);
        }
        log.atError()
                .addKeyValue("model", name)
                .addKeyValue("generation", desired.getGeneration())
                .log("the old champion goes on serving: {}", failure.message());
        onChange.run();
    }

    /** Everything needed is warm, except a challenger that failed. */
    @SuppressWarnings("GuardedBy") // Called with the lock held.
    private void swap(DesiredModel desired, @Nullable Failure challengerFailure) {
        EncoderHandle before = deployment.champion();
        EncoderHandle champion = handle(desired.getChampion());
        if (before != null && champion != null && before != champion) {
            displacedChampion = before.checkpointId();
        }
        deployment = new Deployment(desired.getGeneration(), champion, handle(desired.getChallenger()));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - receivedNanos);
        status = challengerFailure == null
                ? new Status(InstanceState.READY, null, false, millis)
                : new Status(
                        InstanceState.FAILED,
                        "generation " + desired.getGeneration() + ", challenger: " + challengerFailure.message(),
                        challengerFailure.worthARetry(),
                        millis);
        log.atInfo()
                .addKeyValue("model", name)
                .addKeyValue("generation", desired.getGeneration())
                .addKeyValue("champion", champion == null ? "none" : champion.checkpointId())
                .addKeyValue("millis", millis)
                .log("swapped");
        loading.execute(() -> tidyUp(desired));
    }

    /** What may take its time: the champion before is warmed, others are retired, and the disk is swept. */
    private void tidyUp(DesiredModel desired) {
        ServedCheckpoint previous = desired.getPrevious();
        if (previous != null && !desired.getQuarantined().contains(previous.getCheckpointId())) {
            Failure failure = warmUp(previous);
            if (failure != null) {
                log.atWarn().addKeyValue("model", name).log("the previous champion is not warm: {}", failure.message());
            }
        }
        Set<String> inUse;
        synchronized (this) {
            inUse = needed();
        }
        retireAllBut(inUse);
        try {
            if (desired.getChampion() != null) {
                cache.markChampion(desired.getChampion().getCheckpointId());
            }
            cache.forgetAllBut(inUse);
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("model", name).log("the cache of checkpoints could not be swept");
        }
    }

    @SuppressWarnings("GuardedBy") // Called with the lock held.
    private Set<String> needed() {
        Set<String> needed = new HashSet<>();
        DesiredModel desired = latest;
        if (desired != null) {
            for (ServedCheckpoint checkpoint :
                    new ServedCheckpoint[] {desired.getChampion(), desired.getChallenger(), desired.getPrevious()}) {
                if (checkpoint != null) {
                    needed.add(checkpoint.getCheckpointId());
                }
            }
            if (displacedChampion != null && !desired.getQuarantined().contains(displacedChampion)) {
                needed.add(displacedChampion);
            }
        }
        Deployment present = deployment;
        if (present.champion() != null) {
            needed.add(present.champion().checkpointId());
        }
        if (present.challenger() != null) {
            needed.add(present.challenger().checkpointId());
        }
        return needed;
    }

    private void retireAllBut(Set<String> inUse) {
        List<EncoderHandle> retired = new ArrayList<>();
        synchronized (this) {
            warm.values().removeIf(handle -> {
                boolean unused = !inUse.contains(handle.checkpointId());
                return unused && retired.add(handle);
            });
        }
        retired.forEach(EncoderHandle::retire);
    }

    @SuppressWarnings("GuardedBy") // Called with the lock held.
    private boolean isLatest(DesiredModel desired) {
        return !closed && latest != null && latest.getGeneration() == desired.getGeneration();
    }

    @SuppressWarnings("GuardedBy") // Called with the lock held.
    private boolean isWarm(@Nullable ServedCheckpoint checkpoint) {
        return checkpoint == null || warm.containsKey(checkpoint.getCheckpointId());
    }

    @SuppressWarnings("GuardedBy") // Called with the lock held.
    private @Nullable EncoderHandle handle(@Nullable ServedCheckpoint checkpoint) {
        return checkpoint == null ? null : warm.get(checkpoint.getCheckpointId());
    }
}
