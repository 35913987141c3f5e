package io.perennial.local.view;

import io.perennial.runtime.LoopingService;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the topics that tell how the run goes, from their beginning, into a {@link RunState}. */
public final class TopicWatch extends LoopingService {
    private static final Duration POLL = Duration.ofMillis(200);

    private final ServiceConfig config;
    private final RunState state;
    private final Map<String, Consumer<byte[]>> readers;

    public TopicWatch(ServiceConfig config, RunState state) {
        this.config = config;
        this.state = state;
        AvroWire<Verdict> verdicts = AvroWire.of(Verdict.class);
        AvroWire<DriftSignal> signals = AvroWire.of(DriftSignal.class);
        AvroWire<Checkpoint> checkpoints = AvroWire.of(Checkpoint.class);
        AvroWire<EvaluationReport> reports = AvroWire.of(EvaluationReport.class);
        AvroWire<Decision> decisions = AvroWire.of(Decision.class);
        this.readers = Map.of(
                Topics.CURATION_VERDICTS, bytes -> state.add(verdicts.decode(bytes)),
                Topics.CURATION_DRIFT, bytes -> state.add(signals.decode(bytes)),
                Topics.TRAINING_CHECKPOINTS, bytes -> state.add(checkpoints.decode(bytes)),
                Topics.EVALUATION_REPORTS, bytes -> state.add(reports.decode(bytes)),
                Topics.PROMOTION_DECISIONS, bytes -> state.add(decisions.decode(bytes)));
    }

    @Override
    protected void work() {
        KafkaClients clients = new KafkaClients(config, "perennial-local-watch");
        try (TopicTail tail = new TopicTail(clients.consumer(Map.of()), readers.keySet(), this::read)) {
            state.replay();
            tail.readToEnd();
            state.replayed();
            becomeReady();
            while (!isStopping()) {
                tail.poll(POLL);
            }
        }
    }

    private void read(ConsumerRecord<String, byte[]> entry) {
        Objects.requireNonNull(readers.get(entry.topic())).accept(entry.value());
    }
}
