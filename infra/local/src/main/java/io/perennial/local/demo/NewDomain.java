package io.perennial.local.demo;

import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A publisher changes its subject and style. The curator's detectors should notice, and the trainer learns from it. */
final class NewDomain implements Chapter {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Stage stage;

    NewDomain(Stage stage) {
        this.stage = stage;
    }

    @Override
    public void tell(Narrator narrator) throws InterruptedException, StoppedException {
        TopicEnds before = TopicEnds.now(stage.config(), Topics.raw(Modality.TEXT));
        DemoMaterial material = stage.material();
        int sent = stage.publish(
                Modality.TEXT, material.textSource(), material.newDomain().read());
        if (sent == 0) {
            narrator.tell("1/3 new domain: an earlier run with this state has published it; see " + stage.console()
                    + "/drift");
            return;
        }
        narrator.tell("1/3 new domain: source " + material.textSource() + " now sends " + sent
                + " texts on numerics and statistics (documentation of SciPy and scikit-learn). Look at "
                + stage.console()
                + "/drift");
        Optional<DriftSignal> signal = narrator.await(LIMIT, () -> signalAfter(before));
        narrator.tell(signal.map(NewDomain::line)
                .orElse("1/3 no drift was signalled within " + LIMIT.toSeconds()
                        + " s: to the detectors the new texts are as the old ones"));
    }

    private Optional<DriftSignal> signalAfter(TopicEnds before) {
        return stage.state().drift().stream()
                .filter(signal -> follows(signal, before))
                .findFirst();
    }

    private static boolean follows(DriftSignal signal, TopicEnds before) {
        SourcePosition origin = signal.getOrigin();
        return origin.getTopic().equals(before.topic())
                && before.later(origin.getPartition(), origin.getOffset(), origin.getOffset() + 1) > 0;
    }

    private static String line(DriftSignal signal) {
        return String.format(
                Locale.ROOT,
                "1/3 drift signalled: %s moved from %.2f to %.2f (%s: %.3f, threshold %.3f), asks for %s. The next windows"
                        + " of text-encoder hold the new domain; its gates decide what comes of it",
                signal.getDescriptor(),
                signal.getMeanBefore(),
                signal.getMeanAfter(),
                signal.getMethod(),
                signal.getStatistic(),
                signal.getThreshold(),
                signal.getRequest());
    }
}
