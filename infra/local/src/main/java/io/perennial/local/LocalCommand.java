package io.perennial.local;

import io.perennial.local.mlflow.MlflowEnvironment;
import io.perennial.local.pipeline.LocalPipeline;
import io.perennial.local.pipeline.RunningServices;
import io.perennial.local.samples.Corpora;
import io.perennial.local.view.RunReport;
import io.perennial.local.view.RunState;
import io.perennial.local.view.TerminalView;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.TerminationSignals;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the local run. One object runs once. */
@Command(
        name = "infra/up",
        description =
                "Runs the whole of Perennial on this machine: builds what is missing, starts broker, MLflow and all"
                        + " services, publishes real data, and goes on until Ctrl-C.",
        footer = {
            "",
            "Own data: a directory CLASS/FILE or a file with lines label<TAB>text also gives the gold set that judges the model;"
                    + " a directory of files or a file of plain lines has no labels, and the standard gold set judges.",
            "Exit codes: 0 done or stopped, 1 bug, 2 usage, 3 a port, Python, Maven, network or disk is not available, 4 data,"
                    + " 143 --once was stopped before all models were promoted."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LocalCommand implements Callable<Integer> {
    /** System property that says whether standard output is a terminal; Java cannot tell. */
    private static final String TERMINAL = "perennial.terminal";

    /** As a shell says that SIGTERM ended a command. */
    private static final int STOPPED_EARLY = 143;

    @Option(names = "--once", description = "End with 0 after every model's first promotion; the last line is JSON.")
    private boolean once;

    @Option(
            names = "--demo",
            description =
                    "After the first promotions a story follows: a new domain arrives, a poisoned window is published,"
                            + " a model is rolled back. Then everything stays up.")
    private boolean demo;

    @Option(names = "--text", paramLabel = "PATH", description = "Own texts instead of the documentation of libraries.")
    private @Nullable Path text;

    @Option(names = "--logs", paramLabel = "FILE", description = "Own log lines instead of those of the broker.")
    private @Nullable Path logs;

    @Option(names = "--images", paramLabel = "DIR", description = "Own pictures instead of handwritten digits.")
    private @Nullable Path images;

    @Option(names = "--directory", paramLabel = "DIR", description = "State of the run. Default: .perennial/run")
    private @Nullable Path directory;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Default: ${DEFAULT-VALUE}")
    private int kafkaPort;

    @Option(
            names = "--mlflow-port",
            paramLabel = "PORT",
            defaultValue = "5000",
            description = "Default: ${DEFAULT-VALUE}")
    private int mlflowPort;

    @Option(
            names = "--console-port",
            paramLabel = "PORT",
            defaultValue = "8090",
            description = "Default: ${DEFAULT-VALUE}")
    private int consolePort;

    @Option(
            names = "--serving-port",
            paramLabel = "PORT",
            defaultValue = "8091",
            description = "HTTP of the first serving instance, the second has the next. Default: ${DEFAULT-VALUE}")
    private int servingPort;

    private final PrintStream out;

    LocalCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        LocalSettings settings = settings();
        Corpora corpora = new Corpora(settings);
        settings.ports().requireFree();
        MlflowEnvironment environment = MlflowEnvironment.shared(out::println);
        try (TerminalView view = new TerminalView(out, !once && Boolean.getBoolean(TERMINAL), addresses(settings));
                RunningServices services = new RunningServices()) {
            TerminationSignals.install(services::end);
            RunState state = new RunState(
                    List.of("text-encoder", "log-encoder", "image-encoder"), LocalCommand::secondsSinceStart, view);
            addresses(settings).forEach(view);
            view.show(state);
            boolean done = run(settings, corpora, environment, state, services);
            if (once && done) {
                out.println(RunReport.json(state));
            }
            return once && !done ? STOPPED_EARLY : 0;
        }
    }

    /** Returns false if it was stopped before it was done. */
    private static boolean run(
            LocalSettings settings,
            Corpora corpora,
            MlflowEnvironment environment,
            RunState state,
            RunningServices services)
            throws Exception {
        try (LocalPipeline pipeline = new LocalPipeline(settings, corpora, state, services, Clock.systemUTC())) {
            boolean stopped = stoppedWhileStarting(pipeline, environment, services);
            while (!stopped && !(settings.once() && state.allPromoted())) {
                stopped = services.await(Duration.ofMillis(200));
            }
            state.tell(stopped ? "stopping" : "every model has been promoted");
            return !stopped;
        }
    }

    /** Returns true if the run was stopped meanwhile: Ctrl-C ends child processes too, and that they failed is then no error. */
    private static boolean stoppedWhileStarting(
            LocalPipeline pipeline, MlflowEnvironment environment, RunningServices services) throws Exception {
        try {
            pipeline.start(environment);
            return false;
        } catch (ServiceException e) {
            if (services.await(Duration.ZERO)) {
                return true;
            }
            throw e;
        }
    }

    private LocalSettings settings() {
        if (once && demo) {
            throw ServiceException.usage("--once ends when the story of --demo begins; give one of them");
        }
        Path root = Repository.root();
        Path state = directory == null ? root.resolve(".perennial").resolve("run") : directory.toAbsolutePath();
        return new LocalSettings(
                state,
                once,
                demo,
                text,
                logs,
                images,
                root.resolve("infra/local/samples/target/sources"),
                new LocalSettings.Listeners(kafkaPort, mlflowPort, consolePort, servingPort));
    }

    private static List<String> addresses(LocalSettings settings) {
        LocalSettings.Listeners ports = settings.ports();
        return List.of(
                "console   http://127.0.0.1:" + ports.console(),
                "MLflow    http://127.0.0.1:" + ports.mlflow(),
                "Kafka     127.0.0.1:" + ports.kafka() + "   embeddings: POST http://127.0.0.1:" + ports.serving()
                        + "/v1/embed");
    }

    private static double secondsSinceStart() {
        return (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1000.0;
    }
}
