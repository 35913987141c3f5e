package io.perennial.console.web;

import static io.perennial.console.state.StoryOfAModel.MODEL;
import static io.perennial.console.state.StoryOfAModel.NOON;
import static io.perennial.console.state.StoryOfAModel.SILENT_AFTER;
import static io.perennial.console.state.StoryOfAModel.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.console.command.CommandDesk;
import io.perennial.console.security.Role;
import io.perennial.console.security.Users;
import io.perennial.console.state.StateBoard;
import io.perennial.console.state.StoryOfAModel;
import io.perennial.runtime.HostPort;
import io.perennial.schemas.records.OperatorCommand;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleServerTest {
    private static final String PASSWORD = "correct horse battery";
    private static final String HOLD = """
            {"model": "text-encoder", "action": "HOLD", "expectedGeneration": 3, "reason": "a look first"}""";

    @TempDir
    private Path directory;

    private final List<OperatorCommand> written = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private @Nullable ConsoleServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aCommandWithoutACsrfTokenIsForbidden() throws Exception {
        // given
        start(null);

        // when
        HttpResponse<String> answer = post(HOLD, null);

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("CSRF");
        assertThat(written).isEmpty();
    }

    @Test
    void aCommandWithTheTokenOfTheSessionIsAccepted() throws Exception {
        // given
        start(null);

        // when
        HttpResponse<String> answer = post(HOLD, token());

        // then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location")).isPresent();
        assertThat(written).singleElement().satisfies(command -> {
            assertThat(command.getActor()).isEqualTo(System.getProperty("user.name"));
            assertThat(command.getClientAddress()).isEqualTo("127.0.0.1");
        });
    }

    @Test
    void aTokenOfAnotherSessionIsForbidden() throws Exception {
        // given
        start(null);
        String stolen = json(HttpClient.newHttpClient()
                        .send(get("/api/v1/session").build(), text()))
                .path("csrfToken")
                .asText();

        // when
        HttpResponse<String> answer = post(HOLD, stolen);

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aRequestFromAnotherSiteIsForbidden() throws Exception {
        // given
        start(null);
        HttpRequest request =
                command(HOLD, token()).header("Origin", "https://evil.example").build();

        // when
        HttpResponse<String> answer = client.send(request, text());

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(written).isEmpty();
    }

    @Test
    void pagesForbidForeignContentAndCookiesStayOnTheSite() throws Exception {
        // given
        start(null);

        // when
        HttpResponse<String> answer = client.send(get("/").build(), text());

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly")
                .contains("SameSite=Strict");
        assertThat(answer.body()).doesNotContain("http://").doesNotContain("https://");
    }

    @Test
    void aReadChangesNothingEvenIfItLooksLikeACommand() throws Exception {
        // given
        start(null);

        // when
        HttpResponse<String> answer = client.send(
                get("/api/v1/commands?model=text-encoder&action=HOLD&expectedGeneration=3")
                        .build(),
                text());

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(written).isEmpty();
    }

    @Test
    void withUsersNobodyGetsInWithoutSigningIn() throws Exception {
        // given
        start(users(Role.VIEWER));

        // when
        HttpResponse<String> page = client.send(get("/").build(), text());
        HttpResponse<String> api = client.send(get("/api/v1/models").build(), text());

        // then
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.headers().firstValue("Location")).contains("/sign-in");
        assertThat(api.statusCode()).isEqualTo(401);
    }

    @Test
    void aViewerMayReadButNotCommand() throws Exception {
        // given
        start(users(Role.VIEWER));
        String basic =
                "Basic " + Base64.getEncoder().encodeToString(("alice:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        String token = json(client.send(
                        get("/api/v1/session").header("Authorization", basic).build(), text()))
                .path("csrfToken")
                .asText();

        // when
        HttpResponse<String> read = client.send(get("/api/v1/models").build(), text());
        HttpResponse<String> commanded = post(HOLD, token);

        // then
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(commanded.statusCode()).isEqualTo(403);
        assertThat(commanded.body()).contains("needs the role operator");
        assertThat(written).isEmpty();
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        // given
        start(users(Role.OPERATOR));
        String basic = "Basic " + Base64.getEncoder().encodeToString("alice:guess".getBytes(StandardCharsets.UTF_8));

        // when
        HttpResponse<String> answer =
                client.send(get("/api/v1/models").header("Authorization", basic).build(), text());

        // then
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void aStaleGenerationIsAConflict() throws Exception {
        // given
        start(null);

        // when
        HttpResponse<String> answer = post(HOLD.replace("3", "2"), token());

        // then
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).path("error").path("code").asText()).isEqualTo("STALE_GENERATION");
    }

    @Test
    void thePreviewNamesBothVersionsAndTheSuspectData() throws Exception {
        // given
        start(null);

        // when
        JsonNode preview = json(client.send(
                get("/api/v1/models/" + MODEL + "/rollback-preview?to=1").build(), text()));

        // then
        assertThat(preview.path("from").path("checkpointId").asText()).isEqualTo(id(3));
        assertThat(preview.path("to").path("version").asLong()).isEqualTo(1);
        assertThat(preview.path("suspectOffsets").asLong()).isEqualTo(200);
    }

    @Test
    void whatIsNotThereIsNotFoundInTheLanguageOfTheAsker() throws Exception {
        // given
        start(null);

        // when
        HttpResponse<String> api = client.send(get("/api/v1/models/nobody").build(), text());
        HttpResponse<String> page = client.send(get("/nothing").build(), text());

        // then
        assertThat(api.statusCode()).isEqualTo(404);
        assertThat(json(api).path("error").path("message").asText()).contains("known are text-encoder");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("there is nothing at /nothing");
    }

    private void start(@Nullable Users users) {
        StateBoard board = new StateBoard(StoryOfAModel.ofThreeChampions().console());
        Clock clock = Clock.fixed(NOON.plusSeconds(2), ZoneOffset.UTC);
        CommandDesk desk = new CommandDesk(board, written::add, clock);
        server = new ConsoleSite(HostPort.parse("127.0.0.1:0"), users, List.of(), false)
                .open(new Views(board, clock, SILENT_AFTER, ""), desk);
    }

    private Users users(Role role) throws IOException {
        Path file = directory.resolve("users");
        Files.writeString(file, Users.entry("alice", role, PASSWORD.toCharArray()));
        return Users.read(file);
    }

    private String token() throws Exception {
        return json(client.send(get("/api/v1/session").build(), text()))
                .path("csrfToken")
                .asText();
    }

    private HttpResponse<String> post(String body, @Nullable String token) throws Exception {
        return client.send(command(body, token).build(), text());
    }

    private HttpRequest.Builder command(String body, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address("/api/v1/commands"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return token == null ? request : request.header("X-CSRF-Token", token);
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(address(path)).GET();
    }

    private URI address(String path) {
        if (server == null) {
            throw new IllegalStateException("start the server first");
        }
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }
}
