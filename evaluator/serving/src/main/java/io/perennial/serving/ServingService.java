package io.perennial.serving;

import io.perennial.runtime.HostPort;
import io.perennial.runtime.Service;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.ServingRole;
import io.perennial.schemas.topics.Topics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * The embedding server. It follows {@code serving.desired}, answers {@code serving.requests} and HTTP with the champion, lets the
 * challenger answer the same requests to {@code serving.shadow} alone, and reports to {@code serving.observed}.
 *
 * <p>Threads: the caller of {@link #run()} follows the desired state; one thread answers, one shadows, one reports, each model has one
 * that loads, and HTTP has its own. HTTP goes on while Kafka is away.
 */
public final class ServingService implements Service {
    /** Consumer group of the champion. */
    public static final String GROUP = "perennial-serving";
    /** Consumer group of the challenger. */
    public static final String SHADOW_GROUP = "perennial-serving-shadow";

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int REQUESTS_AT_ONCE = 64;
    private static final int DRAIN_SECONDS = 5;

    private final ServiceConfig config;
    private final Clock clock;
    private final Map<String, HostedModel> models = new TreeMap<>();
    private final List<ExecutorService> loaders = new ArrayList<>();
    private final List<RequestWorker> workers = new ArrayList<>();
    /** Reports that come when it is shut down are dropped: the last one says that the instance stopped. */
    private final ScheduledExecutorService reporting = new ScheduledThreadPoolExecutor(
            1, task -> daemon(task, "serving-report"), new ThreadPoolExecutor.DiscardPolicy());

    private volatile @Nullable ObservedReports reports;
    private volatile @Nullable EmbedHttpServer http;
    private volatile boolean caughtUp;
    private volatile boolean stopping;

    public ServingService(ServiceConfig config) {
        this(config, Clock.systemUTC());
    }

    ServingService(ServiceConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        BlobStore shared = config.blobs();
        for (String model : config.getList(ServingConfig.MODELS)) {
            models.put(model, hostedModel(model, shared));
        }
    }

    @Override
    public void run() throws ExecutionException, InterruptedException {
        String address = startHttp();
        String instance = instanceId(address);
        try (Producer<String, byte[]> producer = clients(instance, "answers").producer(Map.of());
                DesiredModels desired =
                        new DesiredModels(clients(instance, "desired").consumer(Map.of()))) {
            ObservedReports started = new ObservedReports(producer, instance, address, clock);
            reports = started;
            List<CompletableFuture<Void>> answering = startWorkers(producer, instance);
            long heartbeat = config.getLong(ServingConfig.HEARTBEAT);
            Future<?> heartbeats =
                    reporting.scheduleWithFixedDelay(this::heartbeat, heartbeat, heartbeat, TimeUnit.MILLISECONDS);
            while (!stopping) {
                desired.poll(POLL).forEach((name, state) -> {
                    HostedModel model = models.get(name);
                    if (model != null) {
                        model.follow(state);
                    }
                });
                caughtUp = caughtUp || desired.isCaughtUp();
                throwIfFailed(heartbeats);
                for (Future<?> worker : answering) {
                    throwIfFailed(worker);
                }
            }
            drain(answering);
            reporting.shutdownNow();
            reporting.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
            models.values().forEach(started::reportStopped);
            producer.flush();
        }
    }

    @Override
    public void stop() {
        stopping = true;
    }

    @Override
    public boolean isReady() {
        return caughtUp && !stopping && models.values().stream().allMatch(HostedModel::isReady);
    }

    /** {@code http://host:port} of the embedding endpoint; empty before {@link #run()} and without one. */
    public String address() {
        EmbedHttpServer server = http;
        return server == null ? "" : server.address();
    }

    @Override
    public void close() {
        stopping = true;
        synchronized (workers) {
            workers.forEach(RequestWorker::stop);
        }
        reporting.shutdownNow();
        EmbedHttpServer server = http;
        if (server != null) {
            server.close();
        }
        loaders.forEach(ExecutorService::shutdownNow);
        models.values().forEach(HostedModel::close);
    }

    private HostedModel hostedModel(String model, BlobStore shared) {
        Path directory = Path.of(config.getString(ServiceConfig.STATE_DIRECTORY), "serving", fileName(), model);
        CheckpointCache cache =
                new CheckpointCache(directory, shared, config.getInt(ServingConfig.CACHED_CHAMPIONS), clock);
        ExecutorService loading = Executors.newSingleThreadExecutor(task -> daemon(task, "serving-load-" + model));
        loaders.add(loading);
        return new HostedModel(model, new EncoderLoader(cache), cache, loading, () -> reportSoon(model));
    }

    private String startHttp() {
        String address = config.getString(ServingConfig.HTTP_ADDRESS);
        if (address.isEmpty()) {
            return "";
        }
        EmbedHttpServer server = EmbedHttpServer.start(HostPort.parse(address), models);
        http = server;
        return server.address();
    }

    private List<CompletableFuture<Void>> startWorkers(Producer<String, byte[]> producer, String instance) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        synchronized (workers) {
            // The champion works off what waited while nobody served; the challenger is compared on new requests only.
            workers.add(new RequestWorker(
                    new RequestAnswering(ServingRole.CHAMPION, models, instance, clock),
                    consumer(clients(instance, "champion"), GROUP, "earliest"),
                    producer,
                    Topics.SERVING_RESPONSES));
            workers.add(new RequestWorker(
                    new RequestAnswering(ServingRole.CHALLENGER, models, instance, clock),
                    consumer(clients(instance, "challenger"), SHADOW_GROUP, "latest"),
                    producer,
                    Topics.SERVING_SHADOW));
            for (RequestWorker worker : workers) {
                running.add(CompletableFuture.runAsync(
                        worker, task -> daemon(task, "serving-requests").start()));
            }
        }
        return running;
    }

    /** Each client has an id of its own, by which quotas and metrics tell them apart. */
    private KafkaClients clients(String instance, String purpose) {
        return new KafkaClients(config, "perennial-serving-" + instance + "-" + purpose);
    }

    private Consumer<String, byte[]> consumer(KafkaClients clients, String group, String reset) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, REQUESTS_AT_ONCE);
        settings.putAll(config.originalsWithPrefix("consumer."));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset);
        return clients.consumer(settings);
    }

    private void drain(List<CompletableFuture<Void>> answering) {
        synchronized (workers) {
            workers.forEach(RequestWorker::stop);
        }
        answering.forEach(CompletableFuture::join);
    }

    /** None of them ends by itself. */
    private void throwIfFailed(Future<?> background) throws ExecutionException, InterruptedException {
        if (background.isDone() && !stopping) {
            background.get();
        }
    }

    private void heartbeat() {
        ObservedReports started = reports;
        if (started != null) {
            for (HostedModel model : models.values()) {
                model.retryIfWorthwhile();
                started.report(model);
            }
        }
    }

    private void reportSoon(String model) {
        ObservedReports started = reports;
        HostedModel hosted = models.get(model);
        if (started != null && hosted != null) {
            reporting.execute(() -> started.report(hosted));
        }
    }

    private String instanceId(String httpAddress) {
        String configured = config.getString(ServingConfig.INSTANCE_ID);
        if (!configured.isEmpty()) {
            return configured;
        }
        int port = httpAddress.isEmpty()
                ? 0
                : HostPort.parse(httpAddress.substring("http://".length())).port();
        return hostName() + "-" + port;
    }

    /** Instances on one machine must not share a cache. */
    private String fileName() {
        String configured = config.getString(ServingConfig.INSTANCE_ID);
        return (configured.isEmpty() ? "instance" : configured).replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
