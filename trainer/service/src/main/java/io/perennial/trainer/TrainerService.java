package io.perennial.trainer;

import io.micrometer.core.instrument.Metrics;
import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Objective;
import io.perennial.runtime.Build;
import io.perennial.runtime.LoopingService;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowSettings;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.TrainerCommand;
import io.perennial.schemas.topics.TopicCreation;
import io.perennial.schemas.topics.Topics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continues pretraining of one model: closed windows of its curated topic in, checkpoints out. Everything it needs to go on is in
 * Kafka and in the blob store, except a plan of a few bytes in the state directory. {@link #run()} owns all clients and works on
 * its own thread.
 */
public final class TrainerService extends LoopingService {
    private static final Logger log = LoggerFactory.getLogger(TrainerService.class);
    private static final Duration RUN_ID_PATIENCE = Duration.ofSeconds(10);
    private static final Duration REPLAY_PATIENCE = Duration.ofSeconds(60);

    /** All trainers of a process share it. */
    private static final MeasuredPeak PEAK = new MeasuredPeak();

    private final ServiceConfig config;
    private final ModelConfiguration model;
    private final TrainerSettings settings;
    private final TrainingListener listener;

    public TrainerService(ServiceConfig config) {
        this(config, new TrainingListener() {});
    }

    /** @param listener hears the progress, on the thread that trains */
    public TrainerService(ServiceConfig config, TrainingListener listener) {
        this.config = config;
        this.model = model(config);
        this.settings = TrainerSettings.of(config);
        this.listener = listener;
    }

    @Override
    protected void work() throws ExecutionException, InterruptedException {
        try {
            trainUntilStopped();
        } catch (KafkaException e) {
            throw ServiceException.dependency(
                    "trainer of " + settings.model() + ": Kafka at " + config.getList(ServiceConfig.BOOTSTRAP_SERVERS)
                            + " failed: " + e.getMessage() + "; check brokers and access rights, then start again",
                    e);
        }
    }

    private void trainUntilStopped() throws ExecutionException, InterruptedException {
        KafkaClients clients = new KafkaClients(config, CheckpointPublisher.identity(settings.model()));
        createTopics(clients);
        DirectoryBlobStore blobs = config.blobs();
        removeAbandoned(blobs);
        try (CheckpointPublisher publisher = publisher(clients);
                TrainingMetrics metrics = new TrainingMetrics(Metrics.globalRegistry, settings.model());
                TrainingJournal journal = journal(blobs)) {
            ProgressLog progress = new ProgressLog(Duration.ofMillis(config.getLong(TrainerConfig.PROGRESS)));
            // Fence first: only then is the last checkpoint in the log the last one.
            publisher.open();
            train(clients, blobs, publisher, journal, new TrainingListeners(List.of(progress, metrics, listener)));
        }
    }

    private void removeAbandoned(DirectoryBlobStore blobs) {
        try {
            int removed = blobs.removeAbandoned();
            if (removed > 0) {
                log.atInfo()
                        .addKeyValue("model", settings.model())
                        .addKeyValue("files", removed)
                        .log("removed what killed processes left of blobs that they did not finish");
            }
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("model", settings.model())
                    .addKeyValue("reason", e.toString())
                    .log("could not look for what killed processes left in the blob store; it only takes room");
        }
    }

    private void train(
            KafkaClients clients,
            BlobStore blobs,
            CheckpointPublisher publisher,
            TrainingJournal journal,
            TrainingListener everyone) {
        CheckpointHistory history = history(clients);
        try (WindowReader windows = windows(clients, blobs, objective(history, blobs), everyone);
                ReplayReader replay = new ReplayReader(consumer(clients, "replay", "none"), REPLAY_PATIENCE);
                EventLog<DriftSignal> signals = new EventLog<>(
                        consumer(clients, "drift", "earliest"),
                        Topics.CURATION_DRIFT,
                        DriftSignal.class,
                        settings.modality().name());
                Commands commands = new Commands(new EventLog<>(
                        consumer(clients, "commands", "earliest"),
                        Topics.TRAINING_CONTROL,
                        TrainerCommand.class,
                        settings.model()));
                Update update = new Update(
                        model,
                        blobs,
                        new LastingReplay(replay, blobs),
                        settings.update(),
                        journal,
                        everyone,
                        Build.current().version(),
                        Clock.systemUTC(),
                        PEAK)) {
            PlanFile planFile = new PlanFile(settings.stateDirectory(), settings.model());
            TrainingLoop loop = new TrainingLoop(
                    settings,
                    history,
                    commands,
                    planFile,
                    windows,
                    drift(signals, history, blobs),
                    new EarlyClosing(settings.closing(), System::nanoTime),
                    update,
                    publisher,
                    everyone,
                    this::isStopping);
            becomeReady();
            loop.run();
        }
    }

    private DriftSignals drift(EventLog<DriftSignal> log, CheckpointHistory history, BlobStore blobs) {
        double share = settings.update().replayShare();
        double alarmShare = config.getDouble(TrainerConfig.REPLAY_ALARM_SHARE);
        if (alarmShare <= share && !settings.closing().onDrift()) {
            return DriftSignals.ignored(share);
        }
        List<LoggedEvent<DriftSignal>> past = log.readAll();
        DriftSignals signals =
                new DriftSignals(share, alarmShare, log::readAll, heardUntil(history.last(), past, blobs));
        signals.arrived(past);
        return signals;
    }

    /** Signals that are older than the model, or than its listening to them, are not for it. */
    private long heardUntil(@Nullable Checkpoint last, List<LoggedEvent<DriftSignal>> past, BlobStore blobs) {
        long end = past.isEmpty() ? 0 : past.get(past.size() - 1).offset() + 1;
        if (last == null) {
            return end;
        }
        try {
            long recorded = UpdateSettings.driftSignalsUntil(new Checkpoints(blobs).read(last.getManifest()));
            return recorded < 0 ? end : recorded;
        } catch (IOException e) {
            // The update itself will say what is wrong with its parent, once it needs it.
            return end;
        }
    }

    /** That of the line of checkpoints, which wins over the configuration; rewinding never leaves the line. */
    private Objective objective(CheckpointHistory history, BlobStore blobs) {
        Checkpoint last = history.last();
        if (last == null) {
            return model.objective();
        }
        try {
            return new Checkpoints(blobs)
                    .read(last.getManifest())
                    .configuration()
                    .objective();
        } catch (IOException e) {
            // The update itself will say what is wrong with its parent, once it needs it.
            return model.objective();
        }
    }

    private WindowReader windows(
            KafkaClients clients, BlobStore blobs, Objective objective, TrainingListener everyone) {
        return new WindowReader(
                consumer(clients, "windows", "none"),
                settings.topic(),
                settings.update().windowSamples(),
                settings.update().windowBytes(),
                new ReadableSamples(
                        settings.model(), settings.modality(), objective, new SampleContents(blobs), everyone));
    }

    private void createTopics(KafkaClients clients) throws ExecutionException, InterruptedException {
        try (Admin admin = clients.admin()) {
            new TopicCreation(admin, config.getShort(ServiceConfig.REPLICATION_FACTOR)).createMissing();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private CheckpointPublisher publisher(KafkaClients clients) {
        String identity = CheckpointPublisher.identity(settings.model());
        return new CheckpointPublisher(
                clients.producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, identity)), settings.model());
    }

    private Consumer<String, byte[]> consumer(KafkaClients clients, String purpose, String offsetReset) {
        String identity = CheckpointPublisher.identity(settings.model());
        return clients.consumer(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                identity,
                ConsumerConfig.CLIENT_ID_CONFIG,
                identity + "-" + purpose,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                offsetReset));
    }

    private CheckpointHistory history(KafkaClients clients) {
        try (EventLog<Checkpoint> log = new EventLog<>(
                consumer(clients, "checkpoints", "earliest"),
                Topics.TRAINING_CHECKPOINTS,
                Checkpoint.class,
                settings.model())) {
            return new CheckpointHistory(
                    log.readAll().stream().map(LoggedEvent::event).toList());
        }
    }

    private TrainingJournal journal(BlobStore blobs) {
        return MlflowSettings.of(config)
                .<TrainingJournal>map(
                        mlflow -> new MlflowJournal(new Mlflow(mlflow), blobs, Clock.systemUTC(), RUN_ID_PATIENCE))
                .orElseGet(TrainingJournal::none);
    }

    static ModelConfiguration model(ServiceConfig config) {
        Map<String, String> overrides = new TreeMap<>();
        config.originalsWithPrefix(TrainerConfig.MODEL_PREFIX)
                .forEach((key, value) -> overrides.put(key, String.valueOf(value)));
        try {
            return ModelConfiguration.named(config.getString(TrainerConfig.MODEL), overrides);
        } catch (IllegalArgumentException e) {
            throw ServiceException.usage("configuration: " + e.getMessage());
        }
    }
}
