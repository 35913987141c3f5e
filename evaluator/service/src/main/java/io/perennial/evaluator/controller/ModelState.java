package io.perennial.evaluator.controller;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.ServedCheckpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that the controller knows about one model: its checkpoints, and its decisions folded from the first to the last. Immutable.
 *
 * @param model name of the model
 * @param generation generation of the desired state
 * @param champion checkpoint that serves; null: none yet
 * @param challenger checkpoint in shadow; null: none
 * @param waiting candidates that passed while the shadow was taken, the newest last
 * @param hold true: only people promote
 * @param driftHolds HOLD decisions of drift signals that the hold rests on; empty where there is none, or a person placed it
 * @param quarantined checkpoints that must neither serve nor be descended from
 * @param blessed checkpoints that were champion, the latest last
 * @param family known checkpoints
 * @param decisions decisions about each checkpoint, in order
 * @param decided ids of all decisions
 * @param lastHash hash of the last decision; empty before the first
 * @param lastDecidedAt when that was; 1970 before the first
 * @param chainIntact false: the audit chain was found broken, nothing is promoted automatically
 */
public record ModelState(
        String model,
        long generation,
        @Nullable String champion,
        @Nullable String challenger,
        List<WaitingCandidate> waiting,
        boolean hold,
        Set<String> driftHolds,
        NavigableSet<String> quarantined,
        List<String> blessed,
        FamilyTree family,
        Map<String, List<Decision>> decisions,
        Set<String> decided,
        String lastHash,
        Instant lastDecidedAt,
        boolean chainIntact) {

    public ModelState {
        waiting = List.copyOf(waiting);
        driftHolds = Set.copyOf(driftHolds);
        quarantined = Collections.unmodifiableNavigableSet(quarantined);
        blessed = Collections.unmodifiableList(blessed);
        decisions = Collections.unmodifiableMap(decisions);
        decided = Collections.unmodifiableSet(decided);
    }

    /** The state before the first checkpoint. */
    public static ModelState initial(String model) {
        return new ModelState(
                model,
                0,
                null,
                null,
                List.of(),
                false,
                Set.of(),
                new TreeSet<>(),
                List.of(),
                FamilyTree.empty(),
                Map.of(),
                Set.of(),
                "",
                Instant.EPOCH,
                true);
    }

    /** This state and more checkpoints. */
    public ModelState with(Collection<Checkpoint> checkpoints) {
        Changes changes = new Changes(this);
        changes.family = family.with(checkpoints);
        return changes.build();
    }

    /** This state with the chain marked as broken. */
    public ModelState withBrokenChain() {
        Changes changes = new Changes(this);
        changes.chainIntact = false;
        return changes.build();
    }

    /** The state after a decision. The decisions alone give the state: there is nothing else to remember. */
    public ModelState after(Decision decision) {
        Changes changes = new Changes(this);
        changes.record(decision);
        changes.generation = decision.getGeneration();
        String checkpointId = decision.getCheckpointId();
        switch (decision.getKind()) {
            case PROMOTE -> changes.crown(checkpointId);
            case ROLLBACK, PIN, ALIAS_ADOPTED -> {
                changes.crown(checkpointId);
                changes.hold = true;
                changes.driftHolds.clear();
                changes.quarantined.addAll(decision.getQuarantined());
            }
            case CHALLENGE -> {
                // Only a challenge that changes the desired state opens a shadow.
                if (decision.getGeneration() > generation) {
                    changes.stopWaiting(checkpointId);
                    changes.challenger = checkpointId;
                } else if (checkpointId != null && !checkpointId.equals(challenger)) {
                    changes.stopWaiting(checkpointId);
                    changes.waiting.add(new WaitingCandidate(checkpointId, decision.getPreviousCheckpointId()));
                }
            }
            case REFUSE -> {
                changes.stopWaiting(checkpointId);
                if (checkpointId != null && checkpointId.equals(challenger)) {
                    changes.challenger = null;
                }
            }
            case HOLD -> {
                changes.hold = true;
                if (decision.getActor().equals(Controller.DRIFT)) {
                    changes.driftHolds.add(decision.getDecisionId());
                }
            }
            case RELEASE_HOLD -> {
                changes.driftHolds.remove(Evidence.answeredHold(decision));
                // One reason less is not yet a release.
                if (decision.getGeneration() > generation) {
                    changes.hold = false;
                    changes.driftHolds.clear();
                }
            }
            case LIFT_QUARANTINE -> Evidence.lifted(decision).forEach(changes.quarantined::remove);
            case ALIAS_REVERTED, STALE, REFUSED_COMMAND, UNKNOWN -> {
                // Recorded only.
            }
        }
        return changes.build();
    }

    /** The desired state as instances read it, given the decision that led here. */
    public DesiredModel desired(Decision decision) {
        return DesiredModel.newBuilder()
                .setModel(model)
                .setGeneration(generation)
                .setChampion(served(champion))
                .setChallenger(served(challenger))
                .setPrevious(served(previous().orElse(null)))
                .setHold(hold)
                .setQuarantined(List.copyOf(quarantined))
                .setCause(decision.getKind())
                .setActor(decision.getActor())
                .setReason(decision.getReason())
                .setDecisionId(decision.getDecisionId())
                .setDecisionHash(decision.getHash())
                .setDecidedAt(decision.getDecidedAt())
                .build();
    }

    /** The last champion before this one that may serve again. */
    public Optional<String> previous() {
        for (int i = blessed.size() - 1; i >= 0; i--) {
            String id = blessed.get(i);
            if (!id.equals(champion) && taint(id).isEmpty()) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    /** The checkpoint in quarantine that this one is or descends from. */
    public Optional<String> taint(String checkpointId) {
        return family.lineOf(checkpointId).stream()
                .filter(quarantined::contains)
                .findFirst();
    }

    /** Why a checkpoint may not serve, in one line; empty if no quarantine concerns it. */
    Optional<String> taintReason(String checkpointId) {
        return taint(checkpointId)
                .map(taint -> taint.equals(checkpointId)
                        ? "the checkpoint is in quarantine"
                        : "it descends from " + taint + ", which is in quarantine");
    }

    /** Why nothing is promoted automatically, in one line; empty if nothing is in the way. */
    Optional<String> automaticObjection() {
        if (hold) {
            return Optional.of("promotion is on hold until it is released");
        }
        return chainIntact
                ? Optional.empty()
                : Optional.of("the audit chain of " + model + " is broken; see the controller's log");
    }

    /** Decisions about one checkpoint, in order. */
    public List<Decision> decisionsAbout(String checkpointId) {
        return decisions.getOrDefault(checkpointId, List.of());
    }

    /** True if the checkpoint was judged by the probes, whatever the result. */
    public boolean isEvaluatedOffline(String checkpointId) {
        return decisionsAbout(checkpointId).stream().anyMatch(Evidence::isOfOfflineReport);
    }

    private @Nullable ServedCheckpoint served(@Nullable String checkpointId) {
        if (checkpointId == null) {
            return null;
        }
        Checkpoint checkpoint = family.find(checkpointId)
                .orElseThrow(() -> new IllegalStateException(
                        model + ": decision about checkpoint " + checkpointId + " that training.checkpoints lacks"));
        return new ServedCheckpoint(checkpointId, checkpoint.getVersion(), checkpoint.getManifest());
    }

    /** A mutable copy. */
    private static final class Changes {
        private final String model;
        private long generation;
        private @Nullable String champion;
        private @Nullable String challenger;
        private final List<WaitingCandidate> waiting;
        private boolean hold;
        private final Set<String> driftHolds;
        private final NavigableSet<String> quarantined;
        private final List<String> blessed;
        private FamilyTree family;
        private final Map<String, List<Decision>> decisions;
        private final Set<String> decided;
        private String lastHash;
        private Instant lastDecidedAt;
        private boolean chainIntact;

        Changes(ModelState state) {
            model = state.model;
            generation = state.generation;
            champion = state.champion;
            challenger = state.challenger;
            waiting = new ArrayList<>(state.waiting);
            hold = state.hold;
            driftHolds = new HashSet<>(state.driftHolds);
            quarantined = new TreeSet<>(state.quarantined);
            blessed = new ArrayList<>(state.blessed);
            family = state.family;
            decisions = new LinkedHashMap<>(state.decisions);
            decided = new HashSet<>(state.decided);
            lastHash = state.lastHash;
            lastDecidedAt = state.lastDecidedAt;
            chainIntact = state.chainIntact;
        }

        void record(Decision decision) {
            lastDecidedAt = decision.getDecidedAt();
            decided.add(decision.getDecisionId());
            lastHash = decision.getHash();
            boolean refusedCommand = decision.getKind() == DecisionKind.STALE
                    || decision.getKind() == DecisionKind.REFUSED_COMMAND
                    || decision.getKind() == DecisionKind.ALIAS_REVERTED;
            if (decision.getCheckpointId() != null && !refusedCommand) {
                List<Decision> about = new ArrayList<>(decisions.getOrDefault(decision.getCheckpointId(), List.of()));
                about.add(decision);
                decisions.put(decision.getCheckpointId(), List.copyOf(about));
            }
        }

        void crown(@Nullable String checkpointId) {
            if (checkpointId == null) {
                throw new IllegalStateException(model + ": a champion needs a checkpoint");
            }
            champion = checkpointId;
            challenger = null;
            stopWaiting(checkpointId);
            blessed.remove(checkpointId);
            blessed.add(checkpointId);
        }

        void stopWaiting(@Nullable String checkpointId) {
            waiting.removeIf(candidate -> candidate.checkpointId().equals(checkpointId));
        }

        ModelState build() {
            return new ModelState(
                    model,
                    generation,
                    champion,
                    challenger,
                    waiting,
                    hold,
                    driftHolds,
                    quarantined,
                    blessed,
                    family,
                    decisions,
                    decided,
                    lastHash,
                    lastDecidedAt,
                    chainIntact);
        }
    }
}
