package io.perennial.evaluator.harm;

import io.micrometer.core.instrument.Metrics;
import io.perennial.evaluator.history.EvaluationHistory;
import io.perennial.evaluator.history.ReportPublisher;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.HarmVerdict;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers each drift signal with whether it hurts: one report for each champion that learns from the modality. Which signals are answered is
 * what {@code evaluation.harm} says, so that a restart answers none twice. Used by one thread.
 */
public final class HarmWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HarmWatch.class);

    /** In a flood, and after a long stop, the newest signals are answered and no others: each takes seconds. */
    private static final int MOST_WAITING = 16;

    private static final long MOST_BYTES = 128L << 20;

    private final AvroWire<DriftSignal> signalWire = AvroWire.of(DriftSignal.class);
    private final AvroWire<HarmReport> reportWire = AvroWire.of(HarmReport.class);
    private final EvaluationHistory history;
    private final Settings settings;
    private final Clock clock;
    private final HarmJudge judge;
    private final TopicTail tail;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Set<String> answered = new HashSet<>();

    /**
     * What an operator sets.
     *
     * @param models models that are asked
     * @param patience how long a signal waits for the last samples before it, which may still be on their way through the curator
     * @param margin share of the loss by which it may rise without harm
     */
    public record Settings(List<String> models, Duration patience, double margin) {
        public Settings {
            models = List.copyOf(models);
        }
    }

    private record Waiting(DriftSignal signal, SourcePosition position, Instant since) {}

    /** Reads signals and reports up to their present ends. */
    public HarmWatch(KafkaClients clients, EvaluationHistory history, BlobStore blobs, Settings settings, Clock clock) {
        this.history = history;
        this.settings = settings;
        this.clock = clock;
        judge = new HarmJudge(new SliceReader(clients, MOST_BYTES), blobs, settings.margin, clock);
        tail = new TopicTail(
                clients.consumer(Map.of()), List.of(Topics.CURATION_DRIFT, Topics.EVALUATION_HARM), this::accept);
        tail.readToEnd();
    }

    /**
     * Takes what has come, and answers the oldest signal if it waited long enough.
     *
     * @throws KafkaException if the broker fails: that says nothing about the drift
     */
    public void poll(ReportPublisher publisher) {
        tail.poll(Duration.ZERO);
        Waiting next = waiting.peek();
        if (next == null || clock.instant().isBefore(next.since.plus(settings.patience))) {
            return;
        }
        for (String model : settings.models) {
            ServedCheckpoint champion = history.champion(model);
            if (champion != null
                    && learnsFrom(champion, next.signal.getModality())
                    && answered.add(key(next.position, model))) {
                HarmReport report = judge.judge(next.signal, next.position, model, champion);
                publisher.publish(report);
                tell(report);
            }
        }
        waiting.remove();
    }

    private void accept(ConsumerRecord<String, byte[]> entry) {
        if (entry.topic().equals(Topics.EVALUATION_HARM)) {
            HarmReport report = TopicTail.decode(reportWire, entry);
            answered.add(key(report.getSignal(), report.getModel()));
            return;
        }
        SourcePosition position = new SourcePosition(entry.topic(), entry.partition(), entry.offset());
        waiting.add(new Waiting(TopicTail.decode(signalWire, entry), position, clock.instant()));
        if (waiting.size() > MOST_WAITING) {
            waiting.remove();
        }
    }

    private boolean learnsFrom(ServedCheckpoint champion, Modality modality) {
        Checkpoint checkpoint = history.checkpoint(champion.getCheckpointId());
        return checkpoint != null
                && modality != Modality.UNKNOWN
                && checkpoint.getWindows().stream()
                        .anyMatch(window -> window.getTopic().equals(Topics.curated(modality)));
    }

    private static String key(SourcePosition signal, String model) {
        return signal.getTopic() + "-" + signal.getPartition() + "@" + signal.getOffset() + " " + model;
    }

    private static void tell(HarmReport report) {
        count(report, "yes", report.getVerdict());
        count(report, "no", report.getControl());
        log.atInfo()
                .addKeyValue("model", report.getModel())
                .addKeyValue("source", report.getSource())
                .addKeyValue("descriptor", report.getDescriptor())
                .addKeyValue("verdict", report.getVerdict())
                .addKeyValue("control", report.getControl())
                .addKeyValue("lossBefore", report.getLossBefore())
                .addKeyValue("lossAfter", report.getLossAfter())
                .addKeyValue("seconds", report.getSeconds())
                .log("drift tested for harm");
    }

    /** The cells of drift against harm. */
    private static void count(HarmReport report, String drift, HarmVerdict harm) {
        Metrics.counter("perennial.evaluator.harm", "model", report.getModel(), "drift", drift, "harm", harm.name())
                .increment();
    }

    @Override
    public void close() {
        tail.close();
    }
}
