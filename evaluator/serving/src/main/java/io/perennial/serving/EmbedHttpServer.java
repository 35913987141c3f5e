package io.perennial.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.perennial.encoders.Content;
import io.perennial.runtime.HostPort;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.ServingRole;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/embed} with {@code {"model", "text"}} or {@code {"model", "imageBase64"}}, and {@code GET /v1/models}. An error is one
 * line of JSON, {@code {"error": "..."}}: 400 for a wrong request, 404 for an unknown model or path, 405, 413 above 12 MiB, 503
 * when the model has no champion yet. No authentication: bind it to an address that only callers reach.
 */
final class EmbedHttpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbedHttpServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GREATEST_BODY_BYTES = 12 << 20;
    private static final int THREADS = 8;
    private static final int DRAIN_SECONDS = 1;

    private final HttpServer server;
    private final ExecutorService executor;
    private final Map<String, HostedModel> models;

    private EmbedHttpServer(HttpServer server, ExecutorService executor, Map<String, HostedModel> models) {
        this.server = server;
        this.executor = executor;
        this.models = new TreeMap<>(models);
    }

    /**
     * Starts the server.
     *
     * @throws ServiceException of kind dependency if the port is taken
     */
    static EmbedHttpServer start(HostPort address, Map<String, HostedModel> models) {
        HttpServer server;
        try {
            server = HttpServer.create(address.resolve(), 0);
        } catch (IOException e) {
            throw ServiceException.dependency(
                    ServingConfig.HTTP_ADDRESS + "=" + address + ": " + e.getMessage()
                            + "; choose a free port, or port 0 for any",
                    e);
        }
        ExecutorService executor = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "serving-http");
            thread.setDaemon(true);
            return thread;
        });
        EmbedHttpServer started = new EmbedHttpServer(server, executor, models);
        server.setExecutor(executor);
        server.createContext("/", exchange -> started.handle(exchange));
        server.start();
        return started;
    }

    /** {@code http://host:port}. */
    String address() {
        return "http://"
                + new HostPort(
                        server.getAddress().getHostString(), server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(DRAIN_SECONDS);
        executor.shutdownNow();
    }

    /** A request that cannot be served, with its status. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refusal(int status, @Nullable String message) {
            super(message);
            this.status = status;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        int status = 200;
        ObjectNode body;
        try {
            body = route(exchange);
        } catch (Refusal refusal) {
            status = refusal.status;
            body = JSON.createObjectNode().put("error", refusal.getMessage());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a request failed");
            status = 500;
            body = JSON.createObjectNode().put("error", "internal error; it is in the log of this instance");
        }
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream stream = exchange.getResponseBody()) {
            stream.write(bytes);
        }
    }

    private ObjectNode route(HttpExchange exchange) throws IOException, Refusal {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        switch (path) {
            case "/v1/embed" -> {
                requireMethod("POST", method, path);
                return embed(parse(exchange.getRequestBody().readNBytes(GREATEST_BODY_BYTES + 1)));
            }
            case "/v1/models" -> {
                requireMethod("GET", method, path);
                return describeModels();
            }
            default -> throw new Refusal(404, "no such path " + path + "; there are POST /v1/embed and GET /v1/models");
        }
    }

    private static void requireMethod(String wanted, String seen, String path) throws Refusal {
        if (!wanted.equals(seen)) {
            throw new Refusal(405, path + " takes " + wanted + ", saw " + seen);
        }
    }

    private static JsonNode parse(byte[] body) throws IOException, Refusal {
        if (body.length > GREATEST_BODY_BYTES) {
            throw new Refusal(413, "the body is larger than " + GREATEST_BODY_BYTES + " bytes");
        }
        try {
            JsonNode request = JSON.readTree(body);
            if (request != null && request.isObject()) {
                return request;
            }
        } catch (JsonProcessingException e) {
            throw new Refusal(400, "the body is not JSON: " + e.getOriginalMessage());
        }
        throw new Refusal(400, "the body must be an object like {\"model\":\"text-encoder\",\"text\":\"...\"}");
    }

    private ObjectNode embed(JsonNode request) throws Refusal {
        HostedModel model = model(text(request, "model"));
        HostedModel.Answer answer;
        try {
            answer = model.embed(ServingRole.CHAMPION, content(request));
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, e.getMessage());
        }
        if (answer == null) {
            throw new Refusal(
                    503, "model '" + model.name() + "' has no champion yet; ask again after its first promotion");
        }
        ObjectNode response = JSON.createObjectNode()
                .put("model", model.name())
                .put("checkpointId", answer.handle().checkpointId())
                .put("version", answer.handle().version())
                .put("generation", answer.generation())
                .put("latencyMicros", answer.embedding().micros());
        ArrayNode vector = response.putArray("embedding");
        for (float value : answer.embedding().vector()) {
            if (!Float.isFinite(value)) {
                throw new Refusal(500, "the embedding holds values that are not finite");
            }
            vector.add(value);
        }
        return response;
    }

    private static Content content(JsonNode request) throws Refusal {
        String encoded = text(request, "imageBase64");
        try {
            return EmbedRequests.content(
                    text(request, "text"), ByteBuffer.wrap(Base64.getDecoder().decode(encoded)));
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, e.getMessage());
        }
    }

    private static String text(JsonNode request, String field) throws Refusal {
        JsonNode value = request.path(field);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw new Refusal(400, "'" + field + "' must be a string");
        }
        return value.asText("");
    }

    private HostedModel model(String name) throws Refusal {
        HostedModel model = models.get(name);
        if (model == null) {
            throw new Refusal(
                    name.isEmpty() ? 400 : 404,
                    (name.isEmpty() ? "'model' is missing" : "model '" + name + "' is not served here")
                            + "; served are " + String.join(", ", models.keySet()));
        }
        return model;
    }

    private ObjectNode describeModels() {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode list = body.putArray("models");
        for (HostedModel model : models.values()) {
            HostedModel.Report report = model.report();
            ObjectNode entry = list.addObject()
                    .put("model", model.name())
                    .put("state", report.state().name())
                    .put("generation", report.deployment().generation())
                    .put("error", report.error());
            put(entry, "champion", report.deployment().champion());
            put(entry, "challenger", report.deployment().challenger());
        }
        return body;
    }

    private static void put(ObjectNode entry, String role, @Nullable EncoderHandle handle) {
        if (handle == null) {
            entry.putNull(role);
        } else {
            entry.putObject(role).put("checkpointId", handle.checkpointId()).put("version", handle.version());
        }
    }
}
