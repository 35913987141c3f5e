package io.perennial.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestMainTest {
    @TempDir
    private Path directory = Path.of("");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return IngestMain.run(
                Map.of(),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(err, true, UTF_8),
                Clock.systemUTC(),
                command -> {},
                arguments);
    }

    @Test
    void missingFileIsOneLineAndUsage() {
        // when
        int status = run("-m", "text", directory.resolve("gone.txt").toString());
        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString(UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("perennial-ingest: ")
                .endsWith("gone.txt: no such file or directory");
    }

    @Test
    void unknownModalityNamesTheAllowedOnes() {
        // when
        int status = run("-m", "video", directory.toString());
        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("--modality video is unknown; allowed are text, logs and images");
    }

    @Test
    void unknownOptionIsUsage() {
        assertThat(run("-m", "text", "--lins", directory.toString())).isEqualTo(2);
    }

    @Test
    void directoryCannotBeFollowed() {
        // when
        int status = run("-m", "logs", "--follow", directory.toString());
        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("--follow takes files");
    }

    @Test
    void captionsAreForPictures() {
        // when
        int status = run("-m", "text", "--captions", directory.toString());
        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("--captions is for images; --modality was text");
    }

    @Test
    void unknownKeyIsUsageWithTheNearestOne() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("a.txt"), "x");
        // when
        int status = run("-m", "text", "--set", "batch.sample=1", file.toString());
        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("did you mean 'batch.samples'?");
    }

    @Test
    void absentBrokerIsADependency() throws IOException {
        // given
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        Path file = Files.writeString(directory.resolve("a.txt"), "x");
        // when
        int status = run(
                "-m",
                "text",
                "--bootstrap-servers",
                "127.0.0.1:" + closedPort,
                "--set",
                "startup.timeout.ms=100",
                file.toString());
        // then
        assertThat(status).isEqualTo(3);
        assertThat(err.toString(UTF_8)).contains("bootstrap.servers=127.0.0.1:" + closedPort);
    }
}
