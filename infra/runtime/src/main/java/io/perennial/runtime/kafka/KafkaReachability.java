package io.perennial.runtime.kafka;

import io.perennial.runtime.HostPort;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/** Checks that Kafka answers before a service is built, so that a wrong address is one line and not a retry without end. */
public final class KafkaReachability {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private KafkaReachability() {}

    /**
     * Waits up to {@code startup.timeout.ms} until a broker accepts connections, then asks it for its cluster. The plain
     * connection comes first because its error says why (refused, unknown host), which a Kafka client's time-out does not.
     *
     * @param abandoned asked between attempts; true ends the wait without an error
     * @throws ServiceException of kind usage for a malformed address, of kind dependency if Kafka does not answer
     */
    public static void await(ServiceConfig config, BooleanSupplier abandoned) throws InterruptedException {
        List<HostPort> servers = servers(config);
        long deadline =
                System.nanoTime() + Duration.ofMillis(timeoutMillis(config)).toNanos();
        List<String> failures = connect(servers);
        while (failures.size() == servers.size() && !abandoned.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw unreachable(config, String.join("; ", failures), null);
            }
            Thread.sleep(PAUSE.toMillis());
            failures = connect(servers);
        }
        if (!abandoned.getAsBoolean()) {
            describe(config);
        }
    }

    private static List<HostPort> servers(ServiceConfig config) {
        List<HostPort> servers = new ArrayList<>();
        for (String server : config.getList(ServiceConfig.BOOTSTRAP_SERVERS)) {
            try {
                servers.add(HostPort.parse(server));
            } catch (IllegalArgumentException e) {
                throw ServiceException.usage(ServiceConfig.BOOTSTRAP_SERVERS + ": " + e.getMessage());
            }
        }
        if (servers.isEmpty()) {
            throw ServiceException.usage(ServiceConfig.BOOTSTRAP_SERVERS + " is empty; give at least one host:port");
        }
        return servers;
    }

    private static List<String> connect(List<HostPort> servers) {
        List<String> failures = new ArrayList<>();
        for (HostPort server : servers) {
            InetSocketAddress address = server.resolve();
            if (address.isUnresolved()) {
                failures.add(server + ": unknown host");
                continue;
            }
            try (Socket socket = new Socket()) {
                socket.connect(address, CONNECT_TIMEOUT_MILLIS);
            } catch (IOException e) {
                failures.add(server + ": " + e.getMessage());
            }
        }
        return failures;
    }

    private static void describe(ServiceConfig config) throws InterruptedException {
        int timeout = (int) Math.min(Integer.MAX_VALUE, timeoutMillis(config));
        try (Admin admin = new KafkaClients(config, "perennial-startup").admin()) {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(timeout))
                    .nodes()
                    .get();
        } catch (ExecutionException e) {
            throw unreachable(config, rootMessage(e), e);
        } catch (KafkaException e) {
            throw unreachable(config, rootMessage(e), e);
        }
    }

    private static ServiceException unreachable(
            ServiceConfig config, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return ServiceException.dependency(
                "Kafka does not answer at " + ServiceConfig.BOOTSTRAP_SERVERS + "="
                        + String.join(",", config.getList(ServiceConfig.BOOTSTRAP_SERVERS)) + " within "
                        + timeoutMillis(config) + " ms (" + why
                        + "); start the broker, or correct bootstrap.servers and the kafka.* security settings",
                cause);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static long timeoutMillis(ServiceConfig config) {
        return config.getLong(ServiceConfig.STARTUP_TIMEOUT);
    }
}
