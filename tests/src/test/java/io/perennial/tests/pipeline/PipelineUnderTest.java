package io.perennial.tests.pipeline;

import io.perennial.console.ConsoleConfig;
import io.perennial.console.ConsoleService;
import io.perennial.curator.CuratorConfig;
import io.perennial.curator.CuratorService;
import io.perennial.evaluator.ControllerConfig;
import io.perennial.evaluator.ControllerService;
import io.perennial.evaluator.EvaluatorConfig;
import io.perennial.evaluator.EvaluatorService;
import io.perennial.local.broker.LocalBroker;
import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.local.mlflow.MlflowServer;
import io.perennial.runtime.Service;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceThread;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.serving.ServingConfig;
import io.perennial.serving.ServingService;
import io.perennial.tests.TrainerTerminal;
import io.perennial.trainer.TrainerConfig;
import io.perennial.trainer.TrainerService;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.awaitility.Awaitility;

/** Broker, MLflow server and every service, each the real one, in a directory of their own. */
final class PipelineUnderTest implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final Path directory;
    private final LocalBroker broker;
    private final int mlflowPort;
    private final MlflowEnvironment mlflowEnvironment;
    private final List<ServiceThread> services = new ArrayList<>();
    private final ConsoleService console;
    private MlflowServer mlflow;

    private PipelineUnderTest(Path directory) {
        this.directory = directory;
        mlflowEnvironment = MlflowEnvironment.shared(System.out::println);
        mlflow = MlflowServer.start(mlflowEnvironment, directory.resolve("mlflow"), 0);
        mlflowPort = URI.create(mlflow.uri()).getPort();
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        console = new ConsoleService(config(
                "console",
                ConsoleConfig.definition(),
                Map.of(ConsoleConfig.ADDRESS, "127.0.0.1:0", ConsoleConfig.LOOK_INTERVAL, "500")));
    }

    /** Starts everything but the trainers, which need to know how long their windows are. */
    static PipelineUnderTest start(Path directory) {
        PipelineUnderTest pipeline = new PipelineUnderTest(directory);
        pipeline.start("curator", new CuratorService(pipeline.config("curator", CuratorConfig.definition(), Map.of())));
        pipeline.start(
                "evaluator",
                new EvaluatorService(pipeline.config(
                        "evaluator", EvaluatorConfig.definition(), Map.of(EvaluatorConfig.SHADOW_REQUESTS, "50"))));
        pipeline.start(
                "controller",
                new ControllerService(pipeline.config(
                        "controller",
                        ControllerConfig.definition(),
                        Map.of(ControllerConfig.REGISTRY_INTERVAL, "1000"))));
        for (String instance : List.of("serving-a", "serving-b")) {
            pipeline.start(
                    instance,
                    new ServingService(pipeline.config(
                            instance,
                            ServingConfig.definition(),
                            Map.of(ServingConfig.INSTANCE_ID, instance, ServingConfig.HTTP_ADDRESS, "127.0.0.1:0"))));
        }
        pipeline.start("console", pipeline.console);
        pipeline.awaitReady();
        return pipeline;
    }

    /** Starts the trainer of one model. */
    void train(String model, int windowSamples, int passes) {
        Map<String, String> values = Map.of(
                TrainerConfig.MODEL,
                model,
                TrainerConfig.WINDOW_SAMPLES,
                Integer.toString(windowSamples),
                TrainerConfig.PASSES,
                Integer.toString(passes));
        start("trainer-" + model, new TrainerService(config("trainer-" + model, TrainerConfig.definition(), values)));
        awaitReady();
    }

    KafkaClients clients() {
        return new KafkaClients(config("test", ServiceConfig.definition(), Map.of()), "test");
    }

    /** The command line of the trainer of a model. */
    TrainerTerminal trainerTerminal(String model) {
        return new TrainerTerminal(broker.bootstrapServers(), directory.resolve("blobs"), model);
    }

    BlobStore blobs() {
        return new DirectoryBlobStore(directory.resolve("blobs"));
    }

    URI consoleAddress() {
        return console.address();
    }

    String mlflowUri() {
        return mlflow.uri();
    }

    void stopMlflow() {
        mlflow.close();
    }

    void startMlflow() {
        mlflow = MlflowServer.start(mlflowEnvironment, directory.resolve("mlflow"), mlflowPort);
    }

    @Override
    public void close() {
        for (int i = services.size() - 1; i >= 0; i--) {
            services.get(i).close();
        }
        broker.close();
        mlflow.close();
    }

    private void start(String name, Service service) {
        services.add(ServiceThread.start(name, service, DRAIN));
    }

    private void awaitReady() {
        Awaitility.await("all services are ready")
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    for (ServiceThread service : services) {
                        if (!service.isLive()) {
                            service.await();
                        }
                    }
                    return services.stream().allMatch(ServiceThread::isReady);
                });
    }

    private ServiceConfig config(String name, ConfigDef definition, Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put(ServiceConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers());
        all.put(ServiceConfig.BLOB_DIRECTORY, directory.resolve("blobs").toString());
        all.put(
                ServiceConfig.STATE_DIRECTORY,
                directory.resolve("state").resolve(name).toString());
        all.put(ServiceConfig.MLFLOW_URI, mlflow.uri());
        return ServiceConfig.parse(definition, all);
    }
}
