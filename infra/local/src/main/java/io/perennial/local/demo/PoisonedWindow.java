package io.perennial.local.demo;

import io.perennial.local.samples.ShuffledPictures;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.topics.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A publisher sends pictures whose pixels are in disorder. No rule of the curator sees it, so the trainer learns from them; the gates
 * have to refuse the checkpoint that comes of it.
 */
final class PoisonedWindow implements Chapter {
    private static final String MODEL = "image-encoder";
    private static final String SOURCE = "broken-scanner";
    private static final long SEED = 13;

    /** Three windows of the local run: the first shares its window with good pictures that wait, which protects the model. */
    private static final int PICTURES = 1800;

    private static final int MOST_CHECKPOINTS = 3;
    private static final Duration SECOND_CHAMPION = Duration.ofMinutes(6);
    private static final Duration CURATION = Duration.ofMinutes(2);
    private static final Duration TRAINING = Duration.ofMinutes(10);
    private static final Duration DECISION = Duration.ofMinutes(3);

    private final Stage stage;

    PoisonedWindow(Stage stage) {
        this.stage = stage;
    }

    @Override
    public void tell(Narrator narrator) throws InterruptedException, StoppedException {
        awaitSecondChampion(narrator);
        TopicEnds before = TopicEnds.now(stage.config(), Topics.curated(Modality.IMAGES));
        long keptBefore = stage.state().kept(SOURCE);
        int sent = stage.publish(
                Modality.IMAGES, SOURCE, ShuffledPictures.of(stage.material().pictures(), PICTURES, SEED));
        if (sent == 0) {
            narrator.tell("2/3 poisoned window: an earlier run with this state has published it; see " + candidates());
            return;
        }
        narrator.tell("2/3 poisoned window: source " + SOURCE + " sends " + sent
                + " pictures with shuffled pixels: size, brightness and entropy as ever, nothing to learn. Look at "
                + candidates());
        narrator.await(
                CURATION, () -> stage.state().kept(SOURCE) - keptBefore >= sent ? Optional.of(true) : Optional.empty());
        narrator.tell("2/3 the curator kept " + (stage.state().kept(SOURCE) - keptBefore) + " of " + sent
                + ": its rules cannot know. Now " + MODEL + " learns from them");
        followCheckpoints(narrator, before);
    }

    /** Whatever comes after a very first window is an improvement; poison shows beside a champion that has learned. */
    private void awaitSecondChampion(Narrator narrator) throws InterruptedException, StoppedException {
        narrator.tell("2/3 poisoned window: waits until " + MODEL
                + " has learned its good pictures and has a second champion");
        Optional<Boolean> second = narrator.await(
                SECOND_CHAMPION, () -> stage.state().promotions(MODEL) > 1 ? Optional.of(true) : Optional.empty());
        if (second.isEmpty()) {
            narrator.tell("2/3 " + MODEL + " has no second champion after " + SECOND_CHAMPION.toMinutes()
                    + " minutes; the story goes on with the first");
        }
    }

    /** Follows the checkpoints that were trained on poison until the gates refuse one. */
    private void followCheckpoints(Narrator narrator, TopicEnds before) throws InterruptedException, StoppedException {
        Set<String> seen = new HashSet<>();
        boolean refused = false;
        while (!refused && seen.size() < MOST_CHECKPOINTS) {
            Optional<Checkpoint> poisoned = narrator.await(TRAINING, () -> poisoned(before, seen));
            if (poisoned.isEmpty()) {
                narrator.tell("2/3 no further window was poison for the greater part within " + TRAINING.toMinutes()
                        + " minutes");
                return;
            }
            seen.add(poisoned.get().getCheckpointId());
            refused = tellDecision(narrator, poisoned.get(), before);
        }
    }

    /** Returns true if the gates have refused the checkpoint. */
    private boolean tellDecision(Narrator narrator, Checkpoint poisoned, TopicEnds before)
            throws InterruptedException, StoppedException {
        String id = poisoned.getCheckpointId();
        String name = "checkpoint " + poisoned.getVersion() + " of " + MODEL;
        narrator.tell(String.format(
                Locale.ROOT, "2/3 %s is there, %.0f %% of its window is poison", name, 100 * share(poisoned, before)));
        Optional<Decision> decision =
                narrator.await(DECISION, () -> stage.state().decision(id));
        narrator.tell("2/3 "
                + decision.map(made -> line(name, made, stage.state().reports(id)))
                        .orElse("nothing was decided on " + name + " within " + DECISION.toMinutes() + " minutes"));
        return decision.map(made -> made.getKind() == DecisionKind.REFUSE).orElse(false)
                && !failed(stage.state().reports(id)).isEmpty();
    }

    private Optional<Checkpoint> poisoned(TopicEnds before, Set<String> seen) {
        return stage.state().checkpoints().stream()
                .filter(checkpoint -> checkpoint.getModel().equals(MODEL)
                        && !seen.contains(checkpoint.getCheckpointId())
                        && share(checkpoint, before) > 0.5)
                .findFirst();
    }

    /** Share of a checkpoint's window that was curated after a moment. */
    static double share(Checkpoint checkpoint, TopicEnds before) {
        long later = 0;
        long all = 0;
        for (OffsetRange range : checkpoint.getWindows()) {
            if (range.getTopic().equals(before.topic())) {
                later += before.later(range.getPartition(), range.getFromOffset(), range.getToOffset());
                all += range.getToOffset() - range.getFromOffset();
            }
        }
        return all == 0 ? 0 : (double) later / all;
    }

    /** What was decided, and which gate decided it. */
    static String line(String name, Decision decision, List<EvaluationReport> reports) {
        List<GateResult> failed = failed(reports);
        if (decision.getKind() != DecisionKind.REFUSE) {
            return "the gates let " + name + " through: " + decision.getKind() + " (" + decision.getReason() + ")";
        }
        if (failed.isEmpty()) {
            return name + " is refused, but not by a gate: " + decision.getReason();
        }
        return name + " is REFUSED by " + failed.size() + " gates: " + String.join("; ", decisive(failed))
                + ". The champion goes on serving";
    }

    private static List<GateResult> failed(List<EvaluationReport> reports) {
        return reports.stream()
                .flatMap(report -> report.getGates().stream())
                .filter(gate -> gate.getOutcome() != GateOutcome.PASS)
                .toList();
    }

    /** Gates that say FAIL before those that are undecided; three are enough to understand. */
    private static List<String> decisive(List<GateResult> failed) {
        return failed.stream()
                .sorted((left, right) ->
                        Boolean.compare(left.getOutcome() != GateOutcome.FAIL, right.getOutcome() != GateOutcome.FAIL))
                .limit(3)
                .map(gate -> String.format(
                        Locale.ROOT,
                        "%s says %s (bound %.3f, threshold %.3f)",
                        gate.getName(),
                        gate.getOutcome(),
                        gate.getBound(),
                        gate.getThreshold()))
                .toList();
    }

    private String candidates() {
        return stage.console() + "/candidates?model=" + MODEL;
    }
}
