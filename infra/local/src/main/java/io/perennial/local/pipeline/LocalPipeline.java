package io.perennial.local.pipeline;

import io.perennial.console.ConsoleService;
import io.perennial.curator.CuratorService;
import io.perennial.evaluator.ControllerService;
import io.perennial.evaluator.EvaluatorService;
import io.perennial.local.LocalSettings;
import io.perennial.local.broker.LocalBroker;
import io.perennial.local.demo.DemoMaterial;
import io.perennial.local.demo.DemoService;
import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.local.mlflow.MlflowServer;
import io.perennial.local.samples.Corpora;
import io.perennial.local.samples.Corpus;
import io.perennial.local.samples.GrowingLogs;
import io.perennial.local.samples.LogCollector;
import io.perennial.local.samples.OwnLogs;
import io.perennial.local.samples.Publication;
import io.perennial.local.samples.PythonDocumentation;
import io.perennial.local.view.RunState;
import io.perennial.local.view.TopicWatch;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import io.perennial.serving.ServingService;
import io.perennial.trainer.TrainerService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * The whole of Perennial in this JVM: broker, MLflow server, all services, and publishers with real data. State lives in one
 * directory and survives a restart. Used by one thread.
 */
public final class LocalPipeline implements AutoCloseable {
    private static final List<Modality> MODALITIES = List.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES);
    private static final Duration LOG_SETTLE = Duration.ofSeconds(3);

    private final LocalSettings settings;
    private final Corpora corpora;
    private final ServiceSettings configurations;
    private final RunState state;
    private final Clock clock;
    private final RunningServices services;
    private final Deque<AutoCloseable> servers = new ArrayDeque<>();

    /** @param services gets the services; {@link RunningServices#await} tells when one has failed */
    public LocalPipeline(
            LocalSettings settings, Corpora corpora, RunState state, RunningServices services, Clock clock) {
        this.settings = settings;
        this.corpora = corpora;
        this.configurations = new ServiceSettings(settings);
        this.state = state;
        this.services = services;
        this.clock = clock;
    }

    /**
     * Starts everything and publishes what was not published before; then the models learn by themselves. Returns early when the run is
     * stopped meanwhile.
     *
     * @throws Exception what a service threw that failed
     */
    public void start(MlflowEnvironment environment) throws Exception {
        settings.ports().requireFree();
        createDirectory();
        OwnLogs ownLogs = new OwnLogs(settings.directory().resolve("samples").resolve("logs.tsv"));
        List<Corpus> published = new ArrayList<>();
        try (LogCollector collector = LogCollector.listen(!ownLogs.areKept())) {
            startServers(environment);
            publishGold(corpora.text(), published);
            publishGold(corpora.images(environment), published);
            if (services.await(Duration.ZERO)) {
                return;
            }
            startServices();
            for (Corpus corpus : published) {
                publishRaw(corpus);
            }
            if (services.await(ownLogs.areKept() ? Duration.ZERO : LOG_SETTLE)) {
                return;
            }
            if (!ownLogs.areKept()) {
                ownLogs.keep(collector.samples(), settings.directory().resolve("jvm.log"));
            }
        }
        publishGold(corpora.logs(ownLogs), published);
        publishRaw(published.get(published.size() - 1));
        services.start("live-requests", new LiveRequests(configurations.plain("callers"), published, state, clock));
        state.reached("everything_published");
        if (!settings.once()) {
            startFeed(environment);
        }
        if (settings.demo()) {
            startDemo(environment, published);
        }
    }

    /** Stops services before servers. Idempotent. */
    @Override
    public void close() {
        services.close();
        while (!servers.isEmpty()) {
            try {
                servers.pop().close();
            } catch (Exception e) {
                throw ServiceException.dependency("a server did not stop: " + e.getMessage(), e);
            }
        }
    }

    private void startServers(MlflowEnvironment environment) {
        servers.push(LocalBroker.start(
                settings.directory().resolve("kafka"), settings.ports().kafka()));
        state.reached("broker_ready");
        servers.push(MlflowServer.start(
                environment,
                settings.directory().resolve("mlflow"),
                settings.ports().mlflow()));
        state.reached("mlflow_ready");
    }

    private void startServices() {
        services.start("topic-watch", new TopicWatch(configurations.plain("watch"), state));
        services.start("curator", new CuratorService(configurations.curator()));
        for (Modality modality : MODALITIES) {
            String model = Corpus.model(modality);
            services.start(
                    "trainer-" + model,
                    new TrainerService(configurations.trainer(modality, model), new TrainingLines(state)));
        }
        services.start("evaluator", new EvaluatorService(configurations.evaluator()));
        services.start("controller", new ControllerService(configurations.controller()));
        services.start("serving-0", new ServingService(configurations.serving(0)));
        services.start("serving-1", new ServingService(configurations.serving(1)));
        services.start("console", new ConsoleService(configurations.console()));
        state.reached("services_started");
    }

    private void startFeed(MlflowEnvironment environment) {
        List<Reserve> reserves = List.of(
                new Reserve(Modality.TEXT, "documentation", "texts", Feed.TEXTS, corpora.laterTexts()),
                new Reserve(Modality.IMAGES, "scanner", "pictures", Feed.PICTURES, corpora.laterImages(environment)));
        GrowingLogs logs = settings.logs() == null
                ? new GrowingLogs(settings.directory().resolve("jvm.log"), clock.millis())
                : null;
        services.start("feed", new Feed(configurations.ingest("feed"), reserves, logs, state::tell, clock));
    }

    private void startDemo(MlflowEnvironment environment, List<Corpus> published) {
        Path samples = settings.directory().resolve("samples");
        DemoMaterial material = new DemoMaterial(
                new PythonDocumentation(environment, samples.resolve("python-documentation.jsonl")),
                source(Modality.TEXT, published),
                corpus(Modality.IMAGES, published).published());
        services.start(
                "demo", new DemoService(configurations.ingest("demo"), material, state, settings.ports(), clock));
    }

    private static String source(Modality modality, List<Corpus> published) {
        return corpus(modality, published).source();
    }

    private static Corpus corpus(Modality modality, List<Corpus> published) {
        return published.stream()
                .filter(corpus -> corpus.modality() == modality)
                .findFirst()
                .orElseThrow();
    }

    private void publishGold(Corpus corpus, List<Corpus> published) {
        publication().publishGold(corpus);
        published.add(corpus);
    }

    private void publishRaw(Corpus corpus) {
        int sent = publication().publishRaw(corpus.modality(), corpus.source(), corpus.published());
        state.tell("published " + sent + " records to raw."
                + corpus.modality().name().toLowerCase(Locale.ROOT) + ", "
                + corpus.gold().size() + " labelled examples held out in gold set " + corpus.goldSet());
    }

    private Publication publication() {
        return new Publication(configurations.ingest("ingest"), clock);
    }

    private void createDirectory() {
        Path samples = settings.directory().resolve("samples");
        try {
            Files.createDirectories(samples);
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "directory " + samples + " cannot be made: " + e + "; choose another with --directory", e);
        }
    }
}
