package io.perennial.trainer.terminal;

import io.perennial.runtime.ServiceConfig;
import io.perennial.trainer.TrainerOrder;
import java.time.Clock;
import picocli.CommandLine.Option;

/** What a verb needs that changes something. */
final class OrderOptions {
    @Option(names = "--reason", description = "Why; kept with the command.")
    private String reason = "";

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    boolean confirmed() {
        return yes;
    }

    TrainerOrder order(ServiceConfig config) {
        return new TrainerOrder(config, System.getProperty("user.name", "unknown"), reason, Clock.systemUTC());
    }
}
