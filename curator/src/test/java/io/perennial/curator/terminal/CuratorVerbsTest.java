package io.perennial.curator.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CuratorVerbsTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesTheVerbsAndTheExitCodes() {
        // when
        int status = run("--help");

        // then
        assertThat(status).isZero();
        assertThat(out.toString()).contains("explain", "replay", "reprocess", "3   Kafka");
    }

    @Test
    void aBrokerThatIsAwayIsADependency() {
        // when
        int status = run(
                "explain", "raw.text-0-1", "--set", "bootstrap.servers=127.0.0.1:1", "--set", "startup.timeout.ms=100");

        // then
        assertThat(status).isEqualTo(3);
        assertThat(err.toString()).contains("Kafka does not answer").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--last 5 --from 2026-11-20T08:00:00Z|only one of",
                "--last 0|--last was 0; give 1 or more",
                "--from yesterday|write a time with its zone",
                "--from 2026-11-20T08:00:00Z --to 2026-11-19T08:00:00Z|is not before",
                "--offsets 0@5..5|the end must be greater",
                "--offsets 5|write partition@from..to",
                "--samples -1|--samples was -1"
            })
    void aRangeThatMakesNoSenseIsAnErrorOfUsage(String options, String message) throws IOException {
        // given
        Path rules = directory.resolve("logs.yaml");
        try (var bundled = CuratorVerbsTest.class.getResourceAsStream("/rules/logs.yaml")) {
            Files.copy(bundled, rules);
        }

        // when
        int status = run(("replay --rules " + rules + " " + options).split(" ", -1));

        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains(message).hasLineCount(1);
    }

    @Test
    void rulesThatAreNoneAreAnErrorOfUsage() throws IOException {
        // given
        Path rules = Files.writeString(directory.resolve("rules.yaml"), "modality: TEXT\n");

        // when
        int status = run("replay", "--rules", rules.toString());

        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("rules.yaml").hasLineCount(1);
    }

    @Test
    void aDryRunThatShallBeDoneIsAnErrorOfUsage() {
        // when
        int status = run("reprocess", "--dry-run", "--yes");

        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("exclude each other").hasLineCount(1);
    }

    private int run(String... arguments) {
        return TerminalMain.run(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
