package io.perennial.runtime.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.perennial.runtime.ServiceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The calls of MLflow's REST interface that its Java client lacks or would repeat although they must not be (it sends every
 * failed request three times, also a create). Safe for use by several threads.
 */
final class MlflowHttp {
    static final String API = "/api/2.0/mlflow/";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Integer> OVERLOADED = Set.of(429, 502, 503, 504);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final long SLOWEST_BYTES_PER_SECOND = 1 << 20;

    /** Whether a call may be sent again when it is not known if the first one was carried out. */
    enum Repeat {
        ALLOWED,
        FORBIDDEN
    }

    private final MlflowSettings settings;
    private final HttpClient client;

    MlflowHttp(MlflowSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    JsonNode get(String what, String path, Map<String, String> query) {
        return json(what, sent(what, request(path + queryString(query)).GET().build(), Repeat.ALLOWED));
    }

    JsonNode post(String what, String path, JsonNode body, Repeat repeat) {
        return json(what, sent(what, withBody("POST", path, body), repeat));
    }

    JsonNode patch(String what, String path, JsonNode body) {
        return json(what, sent(what, withBody("PATCH", path, body), Repeat.ALLOWED));
    }

    JsonNode delete(String what, String path, JsonNode body) {
        return json(what, sent(what, withBody("DELETE", path, body), Repeat.ALLOWED));
    }

    void put(String what, String path, byte[] bytes) {
        put(what, path, BodyPublishers.ofByteArray(bytes), bytes.length);
    }

    void put(String what, String path, Path file) throws IOException {
        try {
            put(what, path, BodyPublishers.ofFile(file), Files.size(file));
        } catch (FileNotFoundException e) {
            throw new IOException(what + ": there is no file " + file, e);
        }
    }

    /** Writes the answer to {@code target}; nothing is left there when the request fails. */
    void download(String what, String path, Path target) throws IOException {
        HttpRequest request = request(path)
                .timeout(settings.requestTimeout().multipliedBy(10))
                .GET()
                .build();
        HttpResponse<Path> response = exchange(
                what,
                request,
                Repeat.ALLOWED,
                head -> head.statusCode() == 200
                        ? HttpResponse.BodySubscribers.ofFile(target)
                        : HttpResponse.BodySubscribers.replacing(target));
        if (response.statusCode() != 200) {
            Files.deleteIfExists(target);
            throw failure(what, response.statusCode(), "");
        }
    }

    byte[] bytes(String what, String path) {
        HttpResponse<byte[]> response =
                exchange(what, request(path).GET().build(), Repeat.ALLOWED, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw failure(what, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    /** Percent-encodes each segment of a path; a slash stays a slash. */
    static String encodedPath(String path) {
        return Arrays.stream(path.split("/", -1)).map(MlflowHttp::encoded).collect(Collectors.joining("/"));
    }

    /** What a status other than success means: away (429, 5xx) or refused. */
    static RuntimeException failure(String what, int status, String body) {
        String errorCode = "";
        String message = body.strip();
        try {
            JsonNode answer = JSON.readTree(body);
            errorCode = answer.path("error_code").asText("");
            message = answer.path("message").asText(message);
        } catch (JsonProcessingException e) {
            message = message.isEmpty() ? "no explanation" : message;
        }
        String line = message.lines().findFirst().orElse("no explanation");
        if (status == 429 || status >= 500) {
            return ServiceException.dependency(
                    "MLflow could not " + what + ": " + status + " " + errorCode + ": " + line
                            + "; see the log of the MLflow server",
                    null);
        }
        return new MlflowRefusedException(what, status, errorCode, line);
    }

    private void put(String what, String path, BodyPublisher body, long bytes) {
        Duration timeout = settings.requestTimeout().plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
        HttpRequest request = request(path)
                .timeout(timeout)
                .header("Content-Type", "application/octet-stream")
                .PUT(body)
                .build();
        sent(what, request, Repeat.ALLOWED);
    }

    private HttpRequest withBody(String method, String path, JsonNode body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.uri() + pathAndQuery))
                .timeout(settings.requestTimeout());
        String authorization = settings.authorization();
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private String sent(String what, HttpRequest request, Repeat repeat) {
        HttpResponse<String> response = exchange(what, request, repeat, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw failure(what, response.statusCode(), response.body());
        }
        return response.body();
    }

    private <T> HttpResponse<T> exchange(
            String what, HttpRequest request, Repeat repeat, HttpResponse.BodyHandler<T> handler) {
        int attempts = repeat == Repeat.ALLOWED ? settings.attempts() : 1;
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<T> response = client.send(request, handler);
                if (attempt == attempts || !OVERLOADED.contains(response.statusCode())) {
                    return response;
                }
            } catch (IOException e) {
                if (attempt == attempts) {
                    throw away(what, settings, e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw away(what, settings, e);
            }
            sleep(what, pause);
            pause = pause.multipliedBy(2);
        }
    }

    private void sleep(String what, Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(what, settings, e);
        }
    }

    static ServiceException away(String what, MlflowSettings settings, Exception cause) {
        String seen = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return ServiceException.dependency(
                "MLflow at " + settings.uri() + " is away (" + seen + "), so it was not possible to " + what
                        + "; start it, or set mlflow.uri",
                cause);
    }

    private static JsonNode json(String what, String body) {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw ServiceException.dependency(
                    "MLflow's answer to " + what + " is not JSON; is mlflow.uri the address of an MLflow server?", e);
        }
    }

    private static String queryString(Map<String, String> query) {
        String pairs = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        return pairs.isEmpty() ? "" : "?" + pairs;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
