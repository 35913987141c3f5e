package io.perennial.console.state;

import io.perennial.schemas.audit.DecisionChain;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.ObservedModel;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of all topics that the console reads into one state. The result does not depend on how records of different
 * topics interleave. One thread folds; a {@link #view} may be read by any.
 */
public final class StateFold {
    private static final int DRIFT_KEPT = 500;
    private static final int COMMANDS_KEPT = 500;
    private static final int UNDECODABLE_KEPT = 20;

    private final Map<String, ModelFold> models = new LinkedHashMap<>();
    private final Map<String, ModelState> views = new LinkedHashMap<>();
    private final CurationCount curation = new CurationCount();
    private final Deque<DriftSignal> drift = new ArrayDeque<>();
    private final Map<String, OperatorCommand> commands = new LinkedHashMap<>();
    private final Map<String, AuditEntry> answers = new HashMap<>();
    private final Deque<String> undecodable = new ArrayDeque<>();
    private final Map<String, BiConsumer<ConsumerRecord<String, byte[]>, byte[]>> folds = new TreeMap<>();
    private Curation curationView = Curation.NONE;
    private boolean curationChanged;
    private long records;

    /** @param knownModels models to show before the first record about them */
    public StateFold(List<String> knownModels) {
        knownModels.forEach(this::model);
        fold(
                Topics.TRAINING_CHECKPOINTS,
                Checkpoint.class,
                value -> model(value.getModel()).add(value));
        fold(
                Topics.EVALUATION_REPORTS,
                EvaluationReport.class,
                value -> model(value.getModel()).add(value));
        fold(
                Topics.SERVING_DESIRED,
                DesiredModel.class,
                value -> model(value.getModel()).set(value));
        fold(
                Topics.SERVING_OBSERVED,
                ObservedModel.class,
                value -> model(value.getModel()).set(value));
        fold(Topics.OPS_COMMANDS, OperatorCommand.class, this::add);
        fold(Topics.CURATION_DRIFT, DriftSignal.class, this::add);
        fold(Topics.CURATION_VERDICTS, Verdict.class, this::add);
        AvroWire<Decision> decisions = AvroWire.of(Decision.class);
        folds.put(Topics.PROMOTION_DECISIONS, (entry, bytes) -> add(decisions.decode(bytes), bytes, entry.offset()));
    }

    /** The topics that {@link #apply} understands. */
    public List<String> topics() {
        return List.copyOf(folds.keySet());
    }

    /** Folds one record. A tombstone of an instance removes it; a record that cannot be read is remembered as such. */
    public void apply(ConsumerRecord<String, byte[]> entry) {
        records++;
        byte[] bytes = entry.value();
        if (bytes == null) {
            forget(entry);
            return;
        }
        BiConsumer<ConsumerRecord<String, byte[]>, byte[]> fold = folds.get(entry.topic());
        if (fold == null) {
            throw new IllegalArgumentException("the console does not read topic " + entry.topic());
        }
        try {
            fold.accept(entry, bytes);
        } catch (UndecodableRecordException e) {
            remember(
                    undecodable,
                    entry.topic() + "-" + entry.partition() + "@" + entry.offset() + ": " + e.getMessage(),
                    UNDECODABLE_KEPT);
        }
    }

    public LogState view(boolean caughtUp) {
        models.forEach((name, model) -> {
            if (model.hasChanged()) {
                views.put(name, model.view());
            }
        });
        if (curationChanged) {
            curationView = curation.view();
            curationChanged = false;
        }
        return new LogState(
                views, curationView, List.copyOf(drift), issued(), List.copyOf(undecodable), records, caughtUp);
    }

    private <T extends SpecificRecordBase> void fold(String topic, Class<T> type, Consumer<T> fold) {
        AvroWire<T> wire = AvroWire.of(type);
        folds.put(topic, (entry, bytes) -> fold.accept(wire.decode(bytes)));
    }

    private ModelFold model(String name) {
        return models.computeIfAbsent(name, ModelFold::new);
    }

    private void add(Decision decision, byte[] bytes, long offset) {
        AuditEntry entry = model(decision.getModel()).add(decision, DecisionChain.expectedHash(bytes), offset);
        String key = decision.getIdempotencyKey();
        if (key != null) {
            answers.putIfAbsent(key, entry);
        }
    }

    private void add(OperatorCommand command) {
        commands.putIfAbsent(command.getIdempotencyKey(), command);
        if (commands.size() > COMMANDS_KEPT) {
            String oldest = commands.keySet().iterator().next();
            commands.remove(oldest);
            answers.remove(oldest);
        }
    }

    private void add(DriftSignal signal) {
        remember(drift, signal, DRIFT_KEPT);
    }

    private void add(Verdict verdict) {
        curation.add(verdict);
        curationChanged = true;
    }

    private void forget(ConsumerRecord<String, byte[]> entry) {
        if (entry.topic().equals(Topics.SERVING_OBSERVED)) {
            String[] modelAndInstance = entry.key().split("/", 2);
            if (modelAndInstance.length == 2) {
                model(modelAndInstance[0]).removeInstance(modelAndInstance[1]);
            }
        }
    }

    private List<IssuedCommand> issued() {
        List<IssuedCommand> issued = new ArrayList<>();
        commands.forEach((key, command) -> {
            @Nullable AuditEntry answer = answers.get(key);
            issued.add(new IssuedCommand(command, answer));
        });
        return issued;
    }

    private static <T> void remember(Deque<T> recent, T value, int limit) {
        recent.addLast(value);
        if (recent.size() > limit) {
            recent.removeFirst();
        }
    }
}
