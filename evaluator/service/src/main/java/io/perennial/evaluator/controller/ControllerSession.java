package io.perennial.evaluator.controller;

import io.micrometer.core.instrument.Metrics;
import io.perennial.evaluator.controller.Event.AliasMoved;
import io.perennial.evaluator.controller.Event.CommandArrived;
import io.perennial.evaluator.controller.Event.DriftArrived;
import io.perennial.evaluator.controller.Event.HarmArrived;
import io.perennial.evaluator.controller.Event.ReportArrived;
import io.perennial.evaluator.controller.Outcome.Decided;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.TrainerCommand;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the controller between two rebuilds of its state. Each decision goes out in one transaction with the desired state,
 * the command to the trainer and the consumed offsets; only after the commit does the state in memory move on. So a crash at any
 * point either shows all of a decision or nothing, and in the second case the event is read again. The transactional id is fixed:
 * a second controller fences the first. Used by one thread.
 */
public final class ControllerSession implements AutoCloseable {
    /** Also the consumer group, whose offsets only tell where to go on. */
    public static final String TRANSACTIONAL_ID = "perennial-controller";

    private static final Logger log = LoggerFactory.getLogger(ControllerSession.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final AvroWire<Checkpoint> CHECKPOINTS = AvroWire.of(Checkpoint.class);
    private static final AvroWire<EvaluationReport> REPORTS = AvroWire.of(EvaluationReport.class);
    private static final AvroWire<OperatorCommand> COMMANDS = AvroWire.of(OperatorCommand.class);
    private static final AvroWire<DriftSignal> DRIFT_SIGNALS = AvroWire.of(DriftSignal.class);
    private static final AvroWire<HarmReport> HARM_REPORTS = AvroWire.of(HarmReport.class);
    private static final AvroWire<Decision> DECISIONS = AvroWire.of(Decision.class);
    private static final AvroWire<DesiredModel> DESIRED = AvroWire.of(DesiredModel.class);
    private static final AvroWire<TrainerCommand> TRAINER_COMMANDS = AvroWire.of(TrainerCommand.class);

    private final Consumer<String, byte[]> consumer;
    private final Producer<String, byte[]> producer;
    private final StateBoard board;
    private final AliasInbox aliases;
    private final Progress progress = new Progress();
    private final Map<String, List<Pending>> waiting = new LinkedHashMap<>();

    /** A report that waits for its checkpoint, or for its drift signal. */
    private record Pending(TopicPartition partition, long offset, Event event) {}

    /**
     * Ends the transactions of any earlier controller, rebuilds the state, and stands ready to {@link #run}.
     *
     * @param board where the states are shown to other threads
     * @param aliases aliases that the reconciler found moved
     */
    public ControllerSession(KafkaClients clients, StateBoard board, AliasInbox aliases) {
        this.board = board;
        this.aliases = aliases;
        producer = clients.producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID));
        consumer = clients.consumer(Map.of(ConsumerConfig.GROUP_ID_CONFIG, TRANSACTIONAL_ID));
    }

    /** Works until {@code stopping} says so. */
    public void run(BooleanSupplier stopping) {
        producer.initTransactions();
        StateLog stateLog = new StateLog(consumer);
        stateLog.read();
        stateLog.unpublished().forEach(this::republish);
        resume(stateLog.checkpointPositions());
        board.reset(stateLog.states());
        stateLog.states().keySet().forEach(this::followUp);
        log.atInfo().addKeyValue("models", stateLog.states().keySet()).log("state is rebuilt from the log");
        while (!stopping.getAsBoolean()) {
            step();
        }
    }

    @Override
    public void close() {
        board.withdraw();
        aliases.abandon();
        producer.close(Duration.ofSeconds(5));
        consumer.close();
    }

    private void resume(Map<TopicPartition, Long> checkpointPositions) {
        List<TopicPartition> inputs = new ArrayList<>(StateLog.partitions(consumer, Topics.EVALUATION_REPORTS));
        inputs.addAll(StateLog.partitions(consumer, Topics.OPS_COMMANDS));
        inputs.addAll(StateLog.partitions(consumer, Topics.CURATION_DRIFT));
        inputs.addAll(StateLog.partitions(consumer, Topics.EVALUATION_HARM));
        List<TopicPartition> all = new ArrayList<>(inputs);
        all.addAll(checkpointPositions.keySet());
        consumer.assign(all);
        checkpointPositions.forEach(consumer::seek);
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(inputs));
        for (TopicPartition input : inputs) {
            OffsetAndMetadata offset = committed.get(input);
            if (offset == null) {
                consumer.seekToBeginning(List.of(input));
            } else {
                consumer.seek(input, offset);
            }
        }
    }

    private void step() {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        records.records(Topics.TRAINING_CHECKPOINTS).forEach(this::learn);
        // Commands first: what a person wants now must not be overtaken by a promotion from the same poll.
        records.records(Topics.OPS_COMMANDS).forEach(entry -> {
            Optional<OperatorCommand> command = StateLog.decode(entry, COMMANDS);
            handle(entry, command.map(found -> new CommandArrived(found, at(entry))));
        });
        records.records(Topics.CURATION_DRIFT).forEach(this::drifted);
        records.records(Topics.EVALUATION_HARM).forEach(this::tested);
        aliases.drain(this::judge);
        records.records(Topics.EVALUATION_REPORTS).forEach(entry -> {
            Optional<EvaluationReport> report = StateLog.decode(entry, REPORTS);
            handle(entry, report.map(found -> new ReportArrived(found, at(entry))));
        });
        if (progress.hasAdvanced()) {
            transact(List.of());
        }
    }

    /** The offset is done with the last of the models that learn from the source, so that a crash in between loses no hold. */
    private void drifted(ConsumerRecord<String, byte[]> entry) {
        StateLog.decode(entry, DRIFT_SIGNALS)
                .filter(DriftRules::concernsPromotion)
                .ifPresent(signal -> board.snapshot().values().stream()
                        .filter(state -> DriftRules.learnsFrom(state, signal.getModality()))
                        .map(ModelState::model)
                        .sorted()
                        .map(model -> new DriftArrived(model, signal, at(entry)))
                        .forEach(event -> carryOut(Controller.decide(board.state(event.model()), event))));
        progress.done(new TopicPartition(entry.topic(), entry.partition()), entry.offset());
        handleWaiting(StateLog.position(entry));
    }

    /** A report may be read before its signal, which lies in another topic; then it waits for it. */
    private void tested(ConsumerRecord<String, byte[]> entry) {
        Optional<HarmReport> report = StateLog.decode(entry, HARM_REPORTS);
        if (report.isEmpty() || isRead(report.get().getSignal())) {
            handle(entry, report.map(found -> new HarmArrived(found, at(entry))));
            return;
        }
        postpone(
                new TopicPartition(entry.topic(), entry.partition()),
                entry.offset(),
                new HarmArrived(report.get(), at(entry)),
                name(report.get().getSignal()));
    }

    private boolean isRead(SourcePosition signal) {
        TopicPartition partition = new TopicPartition(signal.getTopic(), signal.getPartition());
        return !consumer.assignment().contains(partition) || consumer.position(partition) > signal.getOffset();
    }

    private static String name(SourcePosition position) {
        return position.getTopic() + "-" + position.getPartition() + "@" + position.getOffset();
    }

    private void learn(ConsumerRecord<String, byte[]> entry) {
        StateLog.decode(entry, CHECKPOINTS).ifPresent(checkpoint -> {
            board.put(board.state(checkpoint.getModel()).with(List.of(checkpoint)));
            handleWaiting(checkpoint.getCheckpointId());
        });
    }

    private void handleWaiting(String awaited) {
        List<Pending> ready = waiting.remove(awaited);
        if (ready != null) {
            ready.forEach(pending -> handle(pending.partition(), pending.offset(), pending.event()));
        }
    }

    private void handle(ConsumerRecord<String, byte[]> entry, Optional<? extends Event> event) {
        TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
        if (event.isPresent()) {
            handle(partition, entry.offset(), event.get());
        } else {
            progress.done(partition, entry.offset());
        }
    }

    private void handle(TopicPartition partition, long offset, Event event) {
        Outcome outcome = Controller.decide(board.state(event.model()), event);
        if (outcome instanceof Outcome.Waiting wait) {
            postpone(partition, offset, event, wait.checkpointId());
            return;
        }
        progress.done(partition, offset);
        carryOut(outcome);
    }

    private void postpone(TopicPartition partition, long offset, Event event, String awaited) {
        progress.postponed(partition, offset);
        waiting.computeIfAbsent(awaited, id -> new ArrayList<>()).add(new Pending(partition, offset, event));
        log.atInfo()
                .addKeyValue("model", event.model())
                .addKeyValue("awaited", awaited)
                .log("report waits for what it is about");
    }

    private Outcome judge(AliasMoved moved) {
        Outcome outcome = Controller.decide(board.state(moved.model()), moved);
        carryOut(outcome);
        return outcome;
    }

    private void carryOut(Outcome outcome) {
        if (outcome instanceof Decided decided) {
            write(decided);
            followUp(decided.decision().getModel());
        }
    }

    /** Decisions that the last one entails. After a crash between the two the state, rebuilt from the log, asks again. */
    private void followUp(String model) {
        Controller.followUp(board.state(model))
                .ifPresent(event -> carryOut(Controller.decide(board.state(model), event)));
    }

    private void write(Decided decided) {
        Decision decision = decided.decision();
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        records.add(entry(Topics.PROMOTION_DECISIONS, decision.getModel(), DECISIONS.encode(decision)));
        DesiredModel desired = decided.desired();
        if (desired != null) {
            records.add(entry(Topics.SERVING_DESIRED, desired.getModel(), DESIRED.encode(desired)));
        }
        TrainerCommand command = decided.trainerCommand();
        if (command != null) {
            records.add(entry(Topics.TRAINING_CONTROL, command.getModel(), TRAINER_COMMANDS.encode(command)));
        }
        transact(records);
        board.put(decided.next());
        Metrics.counter(
                        "perennial.controller.decisions",
                        "model",
                        decision.getModel(),
                        "kind",
                        decision.getKind().name())
                .increment();
        log.atInfo()
                .addKeyValue("model", decision.getModel())
                .addKeyValue("kind", decision.getKind())
                .addKeyValue("checkpoint", decision.getCheckpointId())
                .addKeyValue("generation", decision.getGeneration())
                .addKeyValue("actor", decision.getActor())
                .log("decided: {}", decision.getReason());
    }

    private void republish(DesiredModel desired) {
        log.atWarn()
                .addKeyValue("model", desired.getModel())
                .addKeyValue("generation", desired.getGeneration())
                .log("desired state was missing and is written again");
        transact(List.of(entry(Topics.SERVING_DESIRED, desired.getModel(), DESIRED.encode(desired))));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what a send failed with
    private void transact(Collection<ProducerRecord<String, byte[]>> records) {
        producer.beginTransaction();
        records.forEach(producer::send);
        Map<TopicPartition, OffsetAndMetadata> offsets = progress.offsets();
        if (!offsets.isEmpty()) {
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        }
        producer.commitTransaction();
        progress.committed();
    }

    private static ProducerRecord<String, byte[]> entry(String topic, String model, byte[] value) {
        return new ProducerRecord<>(topic, model, value);
    }

    private static Instant at(ConsumerRecord<String, byte[]> entry) {
        return Instant.ofEpochMilli(entry.timestamp());
    }
}
