package io.perennial.console.terminal;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the verbs that change something. */
class CommandOptions {
    @Mixin
    private SharedOptions shared = new SharedOptions();

    @Option(names = "--model", required = true, description = "Model, for example text-encoder.")
    private String model = "";

    @Option(names = "--reason", required = true, description = "Why; kept in the audit log.")
    private String reason = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--expected-generation",
            description = "Generation that was looked at; default: the present one. Another one now: nothing is done.")
    private @Nullable Long expectedGeneration;

    @Option(
            names = "--timeout",
            defaultValue = "60",
            description = "Seconds to wait until every live instance follows; default: 60.")
    private long timeoutSeconds;

    SharedOptions shared() {
        return shared;
    }

    String model() {
        return model;
    }

    String reason() {
        return reason;
    }

    boolean yes() {
        return yes;
    }

    Optional<Long> expectedGeneration() {
        return Optional.ofNullable(expectedGeneration);
    }

    Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds);
    }

    /** Version that the verb is about; null: none. */
    @Nullable
    String target() {
        return null;
    }
}
