package io.perennial.tests.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.local.Ports;
import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.local.mlflow.MlflowServer;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowServerIT {
    private static MlflowEnvironment environment;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @BeforeAll
    static void makeTheEnvironment() {
        environment = MlflowEnvironment.shared(line -> {});
    }

    @Test
    void servesTheUserInterfaceAndKeepsExperimentsOverARestartOnTheSamePort() throws Exception {
        // given
        int port = Ports.free(1).get(0);
        try (MlflowServer server = MlflowServer.start(environment, directory, port)) {
            assertThat(get(server.uri() + "/").body()).contains("<div id=\"root\"");
            post(server.uri() + "/api/2.0/mlflow/experiments/create", "{\"name\": \"kept\"}");
        }

        // when
        try (MlflowServer server = MlflowServer.start(environment, directory, port)) {
            // then
            HttpResponse<String> found =
                    get(server.uri() + "/api/2.0/mlflow/experiments/get-by-name?experiment_name=kept");
            assertThat(found.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void freesItsPortWhenClosed() {
        // given
        int port = Ports.free(1).get(0);

        // when
        MlflowServer.start(environment, directory, port).close();

        // then
        assertThat(Ports.isFree(port)).isTrue();
    }

    @Test
    void namesThePortThatIsInUse() {
        // given
        try (MlflowServer server = MlflowServer.start(environment, directory, 0)) {
            int port = URI.create(server.uri()).getPort();

            // when // then
            assertThatThrownBy(() -> MlflowServer.start(environment, directory.resolve("second"), port))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("port " + port);
        }
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void post(String address, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }
}
