package io.perennial.console.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.console.command.Refusal;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * The REST API of a console, seen from the command line. Every method throws {@link ServiceException}: usage when the console refuses,
 * dependency when it or its Kafka cannot be reached.
 */
public final class ConsoleClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int REDIRECT = 300;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .cookieHandler(new CookieManager())
            .build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final URI console;
    private final Optional<String> authorization;

    /** @param nameAndPassword {@code name:password}; empty: a console without users */
    public ConsoleClient(URI console, Optional<String> nameAndPassword) {
        this.console = console;
        this.authorization = nameAndPassword.map(
                pair -> "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    public JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    public JsonNode post(String path, JsonNode body) {
        String csrfToken = get("/api/v1/session").path("csrfToken").asText();
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("X-CSRF-Token", csrfToken)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(console.resolve(path))
                .timeout(ANSWER)
                .header("Accept", "application/json")
                .header("User-Agent", "perennial-console");
        authorization.ifPresent(value -> builder.header("Authorization", value));
        return builder;
    }

    private JsonNode send(HttpRequest request) {
        HttpResponse<String> answer;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "no console answers at " + console + " (" + reason(e) + "); start it, or name it with --url", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServiceException.dependency("interrupted while the console at " + console + " worked", e);
        }
        JsonNode body = json(answer);
        if (answer.statusCode() >= REDIRECT) {
            throw refused(answer.statusCode(), body.path("error"));
        }
        return body;
    }

    private JsonNode json(HttpResponse<String> answer) {
        try {
            return mapper.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw ServiceException.dependency(
                    "what answers at " + console + " is no console: status " + answer.statusCode() + ", not JSON", e);
        }
    }

    private static ServiceException refused(int status, JsonNode error) {
        String message = error.path("message").asText("the console answered " + status);
        boolean away = error.path("code").asText().equals(Refusal.KAFKA_AWAY.name()) || status >= 500;
        return away ? ServiceException.dependency(message, null) : ServiceException.usage(message);
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
