package io.perennial.runtime;

import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The {@code main} of every service: reads the configuration, waits for Kafka, runs the service with a health server until it
 * ends or SIGTERM asks it to drain, and ends the process with the {@link ExitCode}. A second signal ends the process at once.
 */
public final class ServiceMain {
    private ServiceMain() {}

    /**
     * Runs one service and exits the process.
     *
     * @param name name of the program, for example {@code perennial-curator}
     * @param definition {@link ServiceConfig#definition()} and the keys of the service
     * @param arguments of the command line
     * @param factory builds the service from the checked configuration
     */
    public static void run(
            String name, ConfigDef definition, String[] arguments, Function<ServiceConfig, Service> factory) {
        ServiceProcess process = new ServiceProcess(name, definition, factory, System.getenv(), System.out, System.err);
        TerminationSignals.install(process::stop);
        System.exit(process.run(arguments).status());
    }
}
