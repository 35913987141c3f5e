package io.perennial.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ServiceProcessTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ServiceProcess process(Function<ServiceConfig, Service> factory) {
        return new ServiceProcess(
                "perennial-waiting",
                ServiceConfig.definition(),
                factory,
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void helpListsTheKeys() {
        // when
        ExitCode code = process(config -> new WaitingService()).run("--help");
        // then
        assertThat(code).isEqualTo(ExitCode.CLEAN);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("usage: perennial-waiting")
                .contains("bootstrap.servers (list, default localhost:9092)")
                .contains("PERENNIAL_BOOTSTRAP_SERVERS");
    }

    @Test
    void versionIsOneLine() {
        // when
        ExitCode code = process(config -> new WaitingService()).run("--version");
        // then
        assertThat(code).isEqualTo(ExitCode.CLEAN);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("Kafka clients")
                .doesNotContain("${");
    }

    @Test
    void wrongConfigurationEndsWithUsage() {
        // when
        ExitCode code = process(config -> new WaitingService()).run("--set", "bootstrap.server=x:1");
        // then
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("perennial-waiting: configuration: unknown key 'bootstrap.server' (from --set); "
                        + "did you mean 'bootstrap.servers'?\n");
    }

    @Test
    void absentBrokerEndsWithDependencyBeforeTheServiceIsBuilt() throws Exception {
        // given
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        ServiceProcess process = process(config -> {
            throw new AssertionError("built without a broker");
        });
        // when
        ExitCode code =
                process.run("--set", "bootstrap.servers=127.0.0.1:" + closedPort, "--set", "startup.timeout.ms=100");
        // then
        assertThat(code).isEqualTo(ExitCode.DEPENDENCY);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("Kafka does not answer at bootstrap.servers=127.0.0.1:" + closedPort)
                .contains("refused");
    }

    @Test
    void stopBeforeTheBrokerAnswersIsClean() throws Exception {
        // given
        ServiceProcess process = process(config -> new WaitingService());
        process.stop();
        // when
        ExitCode code = process.run("--set", "bootstrap.servers=127.0.0.1:1");
        // then
        assertThat(code).isEqualTo(ExitCode.CLEAN);
    }
}
