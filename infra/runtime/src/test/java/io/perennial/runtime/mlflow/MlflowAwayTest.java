package io.perennial.runtime.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlflowAwayTest {

    @Test
    void registryOfAServerThatIsAwayIsADependencyErrorThatNamesTheAddress() throws IOException {
        // given
        URI address = freeAddress();

        // when / then
        try (Mlflow mlflow = new Mlflow(settings(address))) {
            assertThatThrownBy(() -> mlflow.registry().model("text-encoder"))
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY))
                    .message()
                    .contains(address.toString(), "read registered model text-encoder", "mlflow.uri")
                    .hasLineCount(1);
        }
    }

    @Test
    void trackingOfAServerThatIsAwayIsADependencyError() throws IOException {
        // given
        URI address = freeAddress();

        // when / then
        try (Mlflow mlflow = new Mlflow(settings(address))) {
            assertThatThrownBy(() -> mlflow.tracking().logMetrics("run", List.of(new RunMetric("loss", 1, 1, 1))))
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY))
                    .hasMessageContaining(address.toString());
        }
    }

    @Test
    void callOfTheJavaClientToAServerThatNeverAnswersIsGivenUp() throws IOException {
        // given
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Mlflow mlflow = new Mlflow(settings(URI.create("http://127.0.0.1:" + silent.getLocalPort())))) {

            // when / then
            assertThatThrownBy(() -> mlflow.tracking().run("some-run"))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("no answer within 200 ms");
        }
    }

    @Test
    void callByHttpToAServerThatNeverAnswersIsGivenUp() throws IOException {
        // given
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Mlflow mlflow = new Mlflow(settings(URI.create("http://127.0.0.1:" + silent.getLocalPort())))) {

            // when / then
            assertThatThrownBy(() -> mlflow.registry().setAlias("text-encoder", "champion", "1"))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("set alias champion");
        }
    }

    private static MlflowSettings settings(URI address) {
        return new MlflowSettings(address, null, null, null, Duration.ofMillis(200), Duration.ofMillis(200), 1);
    }

    private static URI freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
