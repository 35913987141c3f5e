package io.perennial.runtime.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.perennial.runtime.Build;
import io.perennial.runtime.HostPort;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /livez} (200 while the service runs), {@code /readyz} (200 while it does its work), {@code /metrics} (Prometheus, all of
 * {@link io.micrometer.core.instrument.Metrics#globalRegistry}) and {@code /info} (JSON). Plain GET, one thread.
 */
public final class HealthServer implements AutoCloseable {
    private static final int UNAVAILABLE = 503;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable HttpServer server;
    private final ExecutorService executor;

    private HealthServer(@Nullable HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts the server at {@code health.address}; with an empty address nothing listens.
     *
     * @throws ServiceException of kind dependency if the port is taken
     */
    public static HealthServer start(ServiceConfig config, ServiceThread service) {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, service.name() + "-health");
            thread.setDaemon(true);
            return thread;
        });
        String address = config.getString(ServiceConfig.HEALTH_ADDRESS);
        if (address.isEmpty()) {
            return new HealthServer(null, executor);
        }
        HttpServer server = listen(HostPort.parse(address));
        server.setExecutor(executor);
        String info = info(config, service.name());
        MetricsPage metrics = MetricsPage.shared();
        server.createContext("/livez", exchange -> answer(exchange, service.isLive()));
        server.createContext("/readyz", exchange -> answer(exchange, service.isReady()));
        server.createContext("/metrics", exchange -> send(exchange, 200, MetricsPage.CONTENT_TYPE, metrics.scrape()));
        server.createContext("/info", exchange -> send(exchange, 200, "application/json", info));
        server.start();
        return new HealthServer(server, executor);
    }

    /** {@code http://host:port}, or {@code none}. */
    public String address() {
        return server == null
                ? "none"
                : "http://"
                        + new HostPort(
                                server.getAddress().getHostString(),
                                server.getAddress().getPort());
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
        executor.shutdownNow();
    }

    private static HttpServer listen(HostPort address) {
        try {
            return HttpServer.create(address.resolve(), 0);
        } catch (IOException e) {
            throw ServiceException.dependency(
                    ServiceConfig.HEALTH_ADDRESS + "=" + address + ": " + e.getMessage()
                            + "; choose a free port, or port 0 for any",
                    e);
        }
    }

    private static String info(ServiceConfig config, String name) {
        Map<String, String> info = new TreeMap<>();
        info.put("service", name);
        info.put("version", Build.current().version());
        info.put("commit", Build.current().commit());
        info.put("java", Runtime.version().toString());
        info.put("configSha256", Sha256.of(new TreeMap<>(config.values()).toString()));
        info.put("startedAt", Instant.now().toString());
        try {
            return JSON.writeValueAsString(info);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings is always JSON", e);
        }
    }

    private static void answer(HttpExchange exchange, boolean good) throws IOException {
        send(exchange, good ? 200 : UNAVAILABLE, "text/plain", good ? "ok\n" : "no\n");
    }

    private static void send(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream stream = exchange.getResponseBody()) {
            stream.write(bytes);
        }
    }
}
