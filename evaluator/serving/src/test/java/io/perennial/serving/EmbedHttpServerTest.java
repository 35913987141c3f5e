package io.perennial.serving;

import static io.perennial.serving.TrainedCheckpoints.desired;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.runtime.HostPort;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.ServedCheckpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedHttpServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path directory = Path.of("");

    private static ServedCheckpoint champion = new ServedCheckpoint();
    private static Map<String, HostedModel> models = Map.of();
    private static @Nullable EmbedHttpServer server;

    @BeforeAll
    static void start() throws IOException {
        DirectoryBlobStore blobs = new DirectoryBlobStore(directory.resolve("blobs"));
        champion = new TrainedCheckpoints(blobs).next();
        CheckpointCache cache = new CheckpointCache(directory.resolve("cache"), blobs, 3, Clock.systemUTC());
        HostedModel hosted =
                new HostedModel(TrainedCheckpoints.MODEL, new EncoderLoader(cache), cache, Runnable::run, () -> {});
        HostedModel empty = new HostedModel("image-encoder", new EncoderLoader(cache), cache, Runnable::run, () -> {});
        hosted.follow(desired(2, champion, null));
        models = Map.of(TrainedCheckpoints.MODEL, hosted, "image-encoder", empty);
        server = EmbedHttpServer.start(HostPort.parse("127.0.0.1:0"), models);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        models.values().forEach(HostedModel::close);
    }

    private static EmbedHttpServer running() {
        return Objects.requireNonNull(server, "server");
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(running().address() + path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void assertRefused(HttpResponse<String> response, int status, String message) throws Exception {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).get("error").asText()).contains(message);
    }

    @Test
    void embedsText() throws Exception {
        // when
        HttpResponse<String> response = send("POST", "/v1/embed", "{\"model\":\"text-encoder\",\"text\":\"hello\"}");
        // then
        JsonNode body = JSON.readTree(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(body.get("embedding")).hasSize(16);
        assertThat(body.get("checkpointId").asText()).isEqualTo(champion.getCheckpointId());
        assertThat(body.get("generation").asLong()).isEqualTo(2);
    }

    @Test
    void listsModelsWithWhoServes() throws Exception {
        // when
        JsonNode list = JSON.readTree(send("GET", "/v1/models", "").body()).get("models");
        // then
        assertThat(list).hasSize(2);
        assertThat(list.get(0).get("champion").isNull()).isTrue();
        assertThat(list.get(1).get("model").asText()).isEqualTo("text-encoder");
        assertThat(list.get(1).get("state").asText()).isEqualTo("READY");
        assertThat(list.get(1).get("champion").get("checkpointId").asText()).isEqualTo(champion.getCheckpointId());
    }

    @Test
    void unknownModelIsNotFound() throws Exception {
        assertRefused(
                send("POST", "/v1/embed", "{\"model\":\"video-encoder\",\"text\":\"x\"}"),
                404,
                "model 'video-encoder' is not served here; served are image-encoder, text-encoder");
    }

    @Test
    void modelWithoutChampionIsUnavailable() throws Exception {
        assertRefused(
                send("POST", "/v1/embed", "{\"model\":\"image-encoder\",\"imageBase64\":\"AAAA\"}"),
                503,
                "has no champion yet");
    }

    @Test
    void wrongBodiesAreBadRequests() throws Exception {
        assertRefused(send("POST", "/v1/embed", "{\"model\""), 400, "the body is not JSON");
        assertRefused(send("POST", "/v1/embed", "[]"), 400, "the body must be an object");
        assertRefused(send("POST", "/v1/embed", "{\"text\":\"x\"}"), 400, "'model' is missing");
        assertRefused(send("POST", "/v1/embed", "{\"model\":\"text-encoder\"}"), 400, "neither text nor picture");
        assertRefused(
                send("POST", "/v1/embed", "{\"model\":\"text-encoder\",\"text\":5}"), 400, "'text' must be a string");
        assertRefused(send("POST", "/v1/embed", "{\"model\":\"text-encoder\",\"imageBase64\":\"!\"}"), 400, "base64");
    }

    @Test
    void otherPathsAndMethodsAreNamed() throws Exception {
        assertRefused(send("GET", "/v1/embed", ""), 405, "/v1/embed takes POST, saw GET");
        assertRefused(send("GET", "/v2", ""), 404, "there are POST /v1/embed and GET /v1/models");
    }

    @Test
    void takenPortIsOneClearLine() {
        HostPort taken = HostPort.parse(running().address().substring("http://".length()));
        assertThatThrownBy(() -> EmbedHttpServer.start(taken, models))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("serving.http.address=" + taken);
    }
}
