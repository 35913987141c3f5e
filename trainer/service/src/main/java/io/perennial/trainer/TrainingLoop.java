package io.perennial.trainer;

import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.TrainerCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wait for a window, train it, announce the checkpoint, again. Commands are obeyed between windows and, where that is needed, between
 * steps. Used by one thread.
 */
final class TrainingLoop {
    private static final Logger log = LoggerFactory.getLogger(TrainingLoop.class);
    private static final long COMMAND_INTERVAL_NANOS = Duration.ofMillis(250).toNanos();
    private static final long READ_AHEAD_INTERVAL_NANOS = Duration.ofMillis(20).toNanos();

    private final TrainerSettings settings;
    private final CheckpointHistory history;
    private final Commands commands;
    private final PlanFile planFile;
    private final WindowReader windows;
    private final DriftSignals drift;
    private final EarlyClosing closing;
    private final Update update;
    private final CheckpointPublisher publisher;
    private final TrainingListener listener;
    private final BooleanSupplier stopping;
    private @Nullable UpdatePlan plan;
    private TrainerState state;
    private long commandsReadAt = System.nanoTime();
    private long readAheadAt = System.nanoTime();

    TrainingLoop(
            TrainerSettings settings,
            CheckpointHistory history,
            Commands commands,
            PlanFile planFile,
            WindowReader windows,
            DriftSignals drift,
            EarlyClosing closing,
            Update update,
            CheckpointPublisher publisher,
            TrainingListener listener,
            BooleanSupplier stopping) {
        this.settings = settings;
        this.history = history;
        this.commands = commands;
        this.planFile = planFile;
        this.windows = windows;
        this.drift = drift;
        this.closing = closing;
        this.update = update;
        this.publisher = publisher;
        this.listener = listener;
        this.stopping = stopping;
        this.plan = planFile.read().orElse(null);
        this.state = derive();
    }

    /** Works until asked to stop. */
    void run() {
        log.atInfo()
                .addKeyValue("model", settings.model())
                .addKeyValue("checkpointId", state.parentId())
                .addKeyValue("version", state.nextVersion() - 1)
                .log(state.parent() == null ? "begins a new model" : "continues its last checkpoint");
        state.unknownTargets().forEach(this::reportUnknownTarget);
        while (!stopping.getAsBoolean()) {
            TrainerState opened = state;
            Optional<ClosedWindow> window = await(opened);
            if (window.isPresent()) {
                train(decide(window.get()), window.get());
            }
        }
    }

    /** The next window; empty if the state has changed or the trainer is to stop. */
    private Optional<ClosedWindow> await(TrainerState opened) {
        boolean closes = open(opened);
        while (!stopping.getAsBoolean()) {
            refresh(Duration.ZERO);
            if (state.controlOffset() != opened.controlOffset()) {
                return Optional.empty();
            }
            if (state.paused()) {
                holdWhilePaused();
                continue;
            }
            closes = closes || closesEarly();
            Optional<ClosedWindow> window = windows.poll(settings.poll());
            listener.waiting(settings.model(), windows.size(), settings.update().windowSamples());
            if (window.isPresent()) {
                return window;
            }
        }
        return Optional.empty();
    }

    /** Closes the window with what is there, if it is time to. */
    private boolean closesEarly() {
        Optional<String> reason = closing.reason(windows.size(), state.trainNow() >= 0, drift::askToTrain);
        reason.ifPresent(why -> {
            windows.closeEarly();
            log.atInfo()
                    .addKeyValue("model", settings.model())
                    .addKeyValue("samples", windows.size())
                    .addKeyValue("reason", why)
                    .log("closes a window before it is full");
        });
        return reason.isPresent();
    }

    /** True if the ends of the window were decided before. */
    private boolean open(TrainerState opened) {
        SortedMap<Integer, Long> ends = plan != null && plan.appliesTo(opened) ? plan.ends() : null;
        closing.opened();
        if (ends == null) {
            windows.open(opened);
        } else {
            windows.open(opened, ends);
        }
        return ends != null;
    }

    /** Makes the decision that this is the window, and what commands it obeys, survive a crash. */
    private TrainerState decide(ClosedWindow window) {
        if (plan != null && plan.appliesTo(state) && plan.ends() != null) {
            return state;
        }
        SortedMap<Integer, Long> ends = new TreeMap<>();
        for (OffsetRange next : window.nextOffsets()) {
            ends.put(next.getPartition(), next.getFromOffset());
        }
        long obeyed = Math.max(state.controlOffset(), state.trainNow() + 1);
        boolean isEmpty = window.samples().isEmpty();
        UpdatePlan decided =
                new UpdatePlan(state.parentId(), obeyed, isEmpty ? null : ends, isEmpty ? null : drift.share());
        planFile.write(decided);
        plan = decided;
        state = derive();
        return state;
    }

    private void train(TrainerState planned, ClosedWindow window) {
        if (window.samples().isEmpty()) {
            log.atInfo()
                    .addKeyValue("model", settings.model())
                    .log("was told to train now, but no new sample is there");
            return;
        }
        ReplayShare share = plannedShare();
        windows.openAhead(window, planned.quarantined());
        update.train(planned, history, window, share, remaining -> interrupts(planned, remaining))
                .ifPresent(outcome -> {
                    publisher.publish(outcome.checkpoint(), windows.groupMetadata());
                    drift.heard(share);
                    history.add(outcome.checkpoint());
                    outcome.entry().checkpointed(outcome.checkpoint());
                    listener.checkpointed(outcome.checkpoint());
                });
        state = derive();
    }

    /** The share that was decided when the window was closed, also before a crash. */
    private ReplayShare plannedShare() {
        ReplayShare planned = plan == null ? null : plan.replay();
        return planned == null ? new ReplayShare(settings.update().replayShare(), -1) : planned;
    }

    private boolean interrupts(TrainerState planned, Duration remaining) {
        readAhead();
        if (System.nanoTime() - commandsReadAt > COMMAND_INTERVAL_NANOS) {
            refresh(Duration.ZERO);
            holdWhilePaused();
        }
        boolean rewound = state.controlOffset() != planned.controlOffset();
        return rewound || (stopping.getAsBoolean() && remaining.compareTo(settings.drain()) > 0);
    }

    /** Between steps and not beside them: a thread that competes for a core would hold up every step. */
    private void readAhead() {
        if (System.nanoTime() - readAheadAt > READ_AHEAD_INTERVAL_NANOS) {
            windows.readAhead();
            readAheadAt = System.nanoTime();
        }
    }

    private void holdWhilePaused() {
        if (state.paused()) {
            listener.paused(settings.model(), true);
            while (state.paused() && !stopping.getAsBoolean()) {
                refresh(settings.poll());
            }
            listener.paused(settings.model(), state.paused());
        }
    }

    private void refresh(Duration timeout) {
        commandsReadAt = System.nanoTime();
        if (commands.refresh(timeout)) {
            int unknownBefore = state.unknownTargets().size();
            state = derive();
            state.unknownTargets().stream().skip(unknownBefore).forEach(this::reportUnknownTarget);
        }
    }

    private TrainerState derive() {
        TrainerState derived = TrainerState.of(settings.topic(), history, commands.received());
        return plan != null && plan.appliesTo(derived) ? derived.acknowledge(plan.controlOffset()) : derived;
    }

    private void reportUnknownTarget(TrainerCommand command) {
        log.atError()
                .addKeyValue("model", settings.model())
                .addKeyValue("commandId", command.getCommandId())
                .addKeyValue("checkpointId", command.getCheckpointId())
                .log(
                        "REWIND names a checkpoint that this model never had; its quarantine holds, its target is passed over");
    }
}
