package io.perennial.runtime;

import io.perennial.runtime.health.HealthServer;
import io.perennial.runtime.kafka.KafkaReachability;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link ServiceMain} does, without ending the virtual machine and with its surroundings given. Runs once. */
final class ServiceProcess {
    private static final Logger log = LoggerFactory.getLogger(ServiceMain.class);

    private final String name;
    private final ConfigDef definition;
    private final Function<ServiceConfig, Service> factory;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final AtomicReference<@Nullable ServiceThread> running = new AtomicReference<>();
    private volatile boolean stopping;

    ServiceProcess(
            String name,
            ConfigDef definition,
            Function<ServiceConfig, Service> factory,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err) {
        this.name = name;
        this.definition = definition;
        this.factory = factory;
        this.environment = Map.copyOf(environment);
        this.out = out;
        this.err = err;
    }

    /** Blocks until the service has ended. */
    @SuppressWarnings("CatchingUnchecked") // The border of the process: whatever happened becomes an exit code.
    ExitCode run(String... arguments) {
        try {
            CommandLine commandLine = CommandLine.parse(arguments);
            if (commandLine.help()) {
                out.print(ConfigurationDocument.help(name, definition));
            } else if (commandLine.version()) {
                out.println(banner());
            } else {
                serve(ServiceConfig.parse(definition, commandLine.sources(definition, environment)));
            }
            return ExitCode.CLEAN;
        } catch (Exception e) {
            return report(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
        }
    }

    /** Asks the service to drain. Called from another thread. */
    void stop() {
        stopping = true;
        ServiceThread service = running.get();
        if (service != null) {
            service.stop();
        }
    }

    private void serve(ServiceConfig config) throws InterruptedException, ExecutionException, IOException {
        log.info(banner());
        ConfigurationDocument.effective(config).forEach(line -> log.info("  {}", line));
        KafkaReachability.await(config, () -> stopping);
        if (stopping) {
            return;
        }
        Duration drainTimeout = Duration.ofMillis(config.getLong(ServiceConfig.SHUTDOWN_TIMEOUT));
        try (ServiceThread service = ServiceThread.start(name, factory.apply(config), drainTimeout);
                HealthServer health = HealthServer.start(config, service)) {
            running.set(service);
            if (stopping) {
                service.stop();
            }
            log.atInfo().addKeyValue("health", health.address()).log("started");
            service.await();
        }
        log.info("stopped");
    }

    private ExitCode report(Throwable failure) {
        if (failure instanceof ServiceException expected) {
            log.atDebug().setCause(expected).log("stack trace of the error");
            err.println(name + ": " + expected.getMessage());
            return expected.exitCode();
        }
        err.println(name + ": unexpected error, please report it with this stack trace:");
        failure.printStackTrace(err);
        return ExitCode.BUG;
    }

    private String banner() {
        Build build = Build.current();
        return name + " " + build.version() + " (commit " + build.commit() + "), Java " + Runtime.version()
                + ", Kafka clients " + AppInfoParser.getVersion();
    }
}
