package io.perennial.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LocalCommandTest {
    private final StringWriter errors = new StringWriter();

    @Test
    void refusesAnOptionThatItDoesNotKnow() {
        // when
        int status = commandLine().execute("--onse");

        // then
        assertThat(status).isEqualTo(2);
        assertThat(errors.toString()).contains("--onse").contains("--once").doesNotContain("\n");
    }

    @Test
    void refusesAPortThatIsNoNumber() {
        // when
        int status = commandLine().execute("--kafka-port", "many");

        // then
        assertThat(status).isEqualTo(2);
        assertThat(errors.toString()).contains("--kafka-port").contains("many").doesNotContain("\n");
    }

    @Test
    void stopsAtAPortInUseBeforeAnythingIsStarted() throws IOException {
        // given
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            String port = Integer.toString(occupied.getLocalPort());

            // when
            int status = commandLine().execute("--kafka-port", port);

            // then
            assertThat(status).isEqualTo(3);
            assertThat(errors.toString()).contains("port " + port).contains("--kafka-port PORT");
        }
    }

    @Test
    void refusesAStoryThatEndsBeforeItBegins() {
        // when
        int status = commandLine().execute("--once", "--demo");

        // then
        assertThat(status).isEqualTo(2);
        assertThat(errors.toString()).contains("--once").contains("--demo").doesNotContain("\n");
    }

    @Test
    void refusesOwnDataThatAreMissingBeforeAnythingIsStarted() {
        // when
        int status = commandLine().execute("--text", "no-such-directory");

        // then
        assertThat(status).isEqualTo(2);
        assertThat(errors.toString())
                .startsWith("infra/up: --text no-such-directory")
                .doesNotContain("\n");
    }

    private CommandLine commandLine() {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return LocalMain.commandLine(out, errors::write);
    }
}
