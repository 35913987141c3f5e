package io.perennial.tests.console;

import static org.awaitility.Awaitility.await;

import io.perennial.console.ConsoleConfig;
import io.perennial.console.ConsoleService;
import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** A console over a broker of its own, on which a story has been published. */
final class RunningConsole implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LocalBroker broker;
    private final Scene scene;
    private final ConsoleService console;
    private final Thread reading;

    private RunningConsole(LocalBroker broker, Scene scene, ConsoleService console) {
        this.broker = broker;
        this.scene = scene;
        this.console = console;
        reading = new Thread(console::run, "console");
    }

    static RunningConsole start(Path directory, Map<String, String> settings) {
        LocalBroker broker = LocalBroker.start(directory, 0);
        Scene scene = new Scene(broker.bootstrapServers());
        scene.publishStory();
        Map<String, String> all = new HashMap<>(settings);
        all.put(ServiceConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers());
        all.put(ServiceConfig.MLFLOW_URI, "");
        all.put(ConsoleConfig.ADDRESS, "127.0.0.1:0");
        all.put(ConsoleConfig.SILENT_AFTER, "60000");
        all.put(ConsoleConfig.LOOK_INTERVAL, "500");
        ConsoleService console = new ConsoleService(new ServiceConfig(ConsoleConfig.definition(), all));
        RunningConsole running = new RunningConsole(broker, scene, console);
        running.reading.start();
        await().atMost(PATIENCE).until(console::isReady);
        return running;
    }

    ConsoleService console() {
        return console;
    }

    Scene scene() {
        return scene;
    }

    LocalBroker broker() {
        return broker;
    }

    /** The newest such command on {@code ops.commands}, as any reader finds it there. */
    OperatorCommand awaitCommand(String model, OperatorAction action) {
        return await().atMost(PATIENCE)
                .until(() -> newest(model, action), Optional::isPresent)
                .orElseThrow();
    }

    List<OperatorCommand> commands() {
        ServiceConfig config = new ServiceConfig(
                ServiceConfig.definition(), Map.of(ServiceConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers()));
        TopicPartition partition = new TopicPartition(Topics.OPS_COMMANDS, 0);
        AvroWire<OperatorCommand> wire = AvroWire.of(OperatorCommand.class);
        List<OperatorCommand> commands = new ArrayList<>();
        try (Consumer<String, byte[]> consumer = new KafkaClients(config, "reader").consumer(Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(entry -> commands.add(wire.decode(entry.value())));
            }
        }
        return commands;
    }

    @Override
    public void close() {
        console.stop();
        try {
            reading.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        console.close();
        scene.close();
        broker.close();
    }

    private Optional<OperatorCommand> newest(String model, OperatorAction action) {
        return commands().stream()
                .filter(command -> command.getModel().equals(model) && command.getAction() == action)
                .reduce((older, newest) -> newest);
    }
}
