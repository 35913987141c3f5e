package io.perennial.runtime.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.runtime.Build;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

class TerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Command(name = "perennial-lender", description = "Lends books.", exitCodeList = "0:done")
    static final class LenderVerbs extends Verbs {
        LenderVerbs(Map<String, String> environment) {
            super(environment, "brokers");
        }

        @Command(description = "Prints the brokers.", mixinStandardHelpOptions = true)
        int brokers(@Mixin LenderOptions options) {
            out().print(options.config(environment()).getList(ServiceConfig.BOOTSTRAP_SERVERS));
            return 0;
        }

        @Command(description = "Fails.")
        int lend(@Parameters String book) throws IOException {
            switch (book) {
                case "taken" -> throw ServiceException.data("the book is taken; name another", null);
                case "away" -> throw new FileNotFoundException("shelf");
                default -> throw new IllegalStateException("no such case: " + book);
            }
        }
    }

    static final class LenderOptions extends ServiceOptions {
        ServiceConfig config(Map<String, String> environment) {
            return ServiceConfig.parse(ServiceConfig.definition(), sources(ServiceConfig.definition(), environment));
        }
    }

    @Test
    void textWithoutAnEndOfLineArrives() {
        // when
        int status = run(Map.of(), "brokers", "--set", "bootstrap.servers=höst:1");

        // then
        assertThat(status).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("[höst:1]");
    }

    @Test
    void theEnvironmentOverridesASettingsFile(@TempDir Path directory) throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("lender.properties"), "bootstrap.servers=file:1\n");

        // when
        run(Map.of("PERENNIAL_BOOTSTRAP_SERVERS", "environment:1"), "brokers", "--settings", file.toString());

        // then
        assertThat(out.toString(UTF_8)).isEqualTo("[environment:1]");
    }

    @Test
    void anExpectedFailureIsOneLineAndItsExitCode() {
        // when
        int status = run(Map.of(), "lend", "taken");

        // then
        assertThat(status).isEqualTo(4);
        assertThat(err.toString(UTF_8)).isEqualTo("perennial-lender: the book is taken; name another\n");
    }

    @Test
    void aFailureThatTheCommandLineExplainsIsOneLine() {
        // when
        int status = run(Map.of(), "lend", "away");

        // then
        assertThat(status).isEqualTo(3);
        assertThat(err.toString(UTF_8)).isEqualTo("perennial-lender: no shelf; build it\n");
    }

    @Test
    void anyOtherFailureIsABugWithItsStackTrace() {
        // when
        int status = run(Map.of(), "lend", "unknown");

        // then
        assertThat(status).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .startsWith("perennial-lender: unexpected error, please report it")
                .contains("no such case: unknown")
                .contains("at " + LenderVerbs.class.getName());
    }

    @Test
    void aMissingVerbNamesOneAndAllAreListed() {
        // when
        int status = run(Map.of());

        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .startsWith("name a verb, for example: brokers\n")
                .contains("Usage: perennial-lender [-hV] VERB", "Prints the brokers.", "Exit codes:");
    }

    @Test
    void theHelpOfAVerbNamesWhoseKeysItTakes() {
        // when
        run(Map.of(), "brokers", "--help");

        // then
        assertThat(out.toString(UTF_8)).contains("A key of perennial-lender, for example");
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        // when
        run(Map.of(), "--version");

        // then
        assertThat(out.toString(UTF_8))
                .isEqualTo("perennial-lender " + Build.current().version() + "\n");
    }

    private int run(Map<String, String> environment, String... arguments) {
        CommandLine commandLine = new CommandLine(new LenderVerbs(environment))
                .setOut(Terminal.writer(out))
                .setErr(Terminal.writer(err));
        return Terminal.run(
                commandLine,
                failure -> failure instanceof FileNotFoundException
                        ? ServiceException.dependency("no " + failure.getMessage() + "; build it", failure)
                        : failure,
                arguments);
    }
}
