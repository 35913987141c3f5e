package io.perennial.local.broker;

import io.perennial.local.Ports;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.topics.Topic;
import io.perennial.schemas.topics.TopicCreation;
import io.perennial.schemas.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker in this JVM, broker and KRaft controller in one, listening on 127.0.0.1. The topics of the catalogue exist when
 * {@link #start} returns. Data survives a restart in the same directory, on the same or another port. A directory serves one
 * broker at a time.
 *
 * <p>{@code KafkaRaftServer} and {@code StorageTool} are internal classes of Kafka: this is the only file that names them. Check
 * it at every change of Kafka's version. A fatal fault inside Kafka halts the JVM, as it does in a broker of its own.
 */
public final class LocalBroker implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final KafkaRaftServer server;
    private final int port;
    private final FileChannel lock;
    private boolean closed;

    private LocalBroker(KafkaRaftServer server, int port, FileChannel lock) {
        this.server = server;
        this.port = port;
        this.lock = lock;
    }

    /**
     * Starts a broker and waits until it answers.
     *
     * @param dataDirectory where topics are kept; created and formatted if need be
     * @param port port of the listener; 0 picks a free one
     */
    public static LocalBroker start(Path dataDirectory, int port) {
        Path directory = dataDirectory.toAbsolutePath();
        List<Integer> free = Ports.free(2);
        int brokerPort = port == 0 ? free.get(0) : port;
        if (port != 0 && !Ports.isFree(port)) {
            throw ServiceException.dependency("port " + port + " for the Kafka broker is in use on " + HOST, null);
        }
        Properties settings = settings(directory.resolve("log"), brokerPort, free.get(1));
        FileChannel lock = lock(directory);
        LocalBroker broker;
        try {
            format(directory, settings);
            broker = launch(settings, brokerPort, directory, lock);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
        broker.createTopics();
        return broker;
    }

    /** {@code host:port} for clients. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Stops the broker and waits until its files are closed. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.shutdown();
        server.awaitShutdown();
        release(lock);
    }

    /**
     * Takes the directory for this broker. Kafka's own lock comes too late: a second broker has by then changed files of the
     * metadata log under the first.
     */
    private static FileChannel lock(Path directory) {
        Path file = directory.resolve("broker.lock");
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "directory " + directory + " of the Kafka broker cannot be written: " + e, e);
        }
        throw ServiceException.dependency(
                "directory " + directory + " is used by another broker; stop it or choose another directory", null);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw ServiceException.dependency("the lock of a Kafka broker's directory cannot be released: " + e, e);
        }
    }

    private static LocalBroker launch(Properties settings, int port, Path directory, FileChannel lock) {
        KafkaRaftServer server = null;
        try {
            server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
            server.startup();
            return new LocalBroker(server, port, lock);
        } catch (RuntimeException e) {
            if (server != null) {
                server.shutdown();
            }
            throw ServiceException.dependency(
                    "the Kafka broker did not start on port " + port + " with data directory " + directory + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private void createTopics() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            new TopicCreation(admin, (short) 1).createMissing();
            awaitTopics(admin);
        } catch (ExecutionException e) {
            close();
            throw ServiceException.dependency(
                    "topics cannot be created on " + bootstrapServers() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw ServiceException.dependency("interrupted while topics were created on " + bootstrapServers(), e);
        }
    }

    /** The controller answers before the broker has heard of a new topic. */
    private static void awaitTopics(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> declared = Topics.catalogue().stream().map(Topic::name).collect(Collectors.toSet());
        while (!admin.listTopics().names().get().containsAll(declared)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static void format(Path directory, Properties settings) {
        try {
            Path file = directory.resolve("broker.properties");
            try (Writer writer = Files.newBufferedWriter(file)) {
                settings.store(writer, "Written at each start; changes are lost.");
            }
            if (!Files.exists(directory.resolve("log").resolve("meta.properties"))) {
                format(file);
            }
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "directory " + directory + " of the Kafka broker cannot be written: " + e, e);
        }
    }

    private static void format(Path settings) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String[] arguments = {
            "format",
            "--cluster-id",
            Uuid.randomUuid().toString(),
            "--config",
            settings.toString(),
            "--ignore-formatted"
        };
        int status = StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw ServiceException.dependency(
                    "Kafka's storage tool ended with " + status + ": "
                            + output.toString(StandardCharsets.UTF_8).strip(),
                    null);
        }
    }

    /** One node, a small machine: everything is replicated once, buffers and threads are few. */
    private static Properties settings(Path log, int brokerPort, int controllerPort) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@" + HOST + ":" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "listeners", "PLAINTEXT://" + HOST + ":" + brokerPort + ",CONTROLLER://" + HOST + ":" + controllerPort,
                "advertised.listeners", "PLAINTEXT://" + HOST + ":" + brokerPort,
                "log.dirs", log.toString(),
                "auto.create.topics.enable", "false"));
        settings.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "3",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "3",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0"));
        settings.putAll(Map.of(
                "log.segment.bytes", Integer.toString(64 << 20),
                "log.index.size.max.bytes", Integer.toString(1 << 20),
                "log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20),
                "num.network.threads", "2",
                "num.io.threads", "2",
                "background.threads", "2",
                "num.recovery.threads.per.data.dir", "2"));
        return settings;
    }
}
