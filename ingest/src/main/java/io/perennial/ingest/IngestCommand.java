package io.perennial.ingest;

import io.perennial.runtime.Build;
import io.perennial.runtime.ConfigSources;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaReachability;
import io.perennial.schemas.records.Modality;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of {@code perennial-ingest}. One object runs once. */
@Command(
        name = "perennial-ingest",
        description =
                "Publishes files, directories, growing files and standard input to the raw topics of Perennial, each "
                        + "item once: a second run of the same command sends only what is new.",
        footer = {
            "",
            "Exit codes: 0 done, 1 bug, 2 usage, 3 Kafka or disk not available, 4 unreadable or too large data.",
            "Values come from --config files, then PERENNIAL_<KEY> variables, then --set, then the options above.",
            "Examples:",
            "  perennial-ingest -m text -s wiki articles/",
            "  perennial-ingest -m images -s camera-3 --captions pictures/",
            "  perennial-ingest -m logs -s web-1 --follow /var/log/nginx/access.log",
            "  journalctl -f | perennial-ingest -m logs -s web-1 -"
        },
        mixinStandardHelpOptions = true,
        versionProvider = IngestCommand.Version.class,
        sortOptions = false)
final class IngestCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files or directories; - is standard input.")
    private List<String> paths = List.of();

    @Option(
            names = {"-m", "--modality"},
            required = true,
            paramLabel = "text|logs|images",
            description = "What the items are; it decides the topic.")
    private String modality = "";

    @Option(
            names = {"-s", "--source"},
            description = "Who publishes; drift is watched for each source. Default: the last name of the first path.")
    private String source = "";

    @Option(
            names = "--lines",
            description = "One sample for each line instead of each file. Always so for logs and input.")
    private boolean lines;

    @Option(
            names = "--captions",
            description = "The caption of picture boat.png is in boat.txt beside it, if there is one.")
    private boolean captions;

    @Option(names = "--follow", description = "Go on with lines that are appended, through rotations, until stopped.")
    private boolean follow;

    @Option(names = "--rate", paramLabel = "PER_SECOND", description = "At most this many samples for each second.")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(
            names = "--inline-limit",
            paramLabel = "BYTES",
            description = "Pictures above it go to the blob store (key inline.limit.bytes).")
    private @Nullable Integer inlineLimit;

    @Option(names = "--state", paramLabel = "DIR", description = "Local state (key state.directory).")
    private @Nullable Path state;

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Kafka (key bootstrap.servers).")
    private @Nullable String bootstrapServers;

    @Option(names = "--config", paramLabel = "FILE", description = "A .properties file; may be repeated.")
    private List<Path> configFiles = List.of();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One key; may be repeated.")
    private Map<String, String> overrides = Map.of();

    @Option(
            names = "--progress",
            negatable = true,
            description = "Draw a bar even when standard error is no terminal, or never.")
    private @Nullable Boolean progressWanted;

    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream err;
    private final Clock clock;
    private volatile boolean stopping;

    IngestCommand(Map<String, String> environment, InputStream in, PrintStream err, Clock clock) {
        this.environment = Map.copyOf(environment);
        this.in = in;
        this.err = err;
        this.clock = clock;
    }

    /** Prints the version of the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Build build = Build.current();
            return new String[] {"perennial-ingest " + build.version() + " (commit " + build.commit() + ")"};
        }
    }

    /** Asks the run to commit what it has and to return. Called from another thread. */
    void stop() {
        stopping = true;
    }

    @Override
    public Integer call() throws Exception {
        Modality kind = parseModality();
        requireSensibleOptions(kind);
        List<Path> files = files();
        boolean byLine = lines || kind == Modality.LOGS;
        List<FileSelection.SelectedFile> selected = FileSelection.of(files, kind);
        ServiceConfig config = config();
        KafkaReachability.await(config, () -> stopping);
        Progress progress = progress(follow ? List.of() : selected);
        try {
            if (follow) {
                new Following(
                                () -> SamplePublisher.open(config, clock),
                                kind,
                                sourceName(),
                                files,
                                new RateLimit(rate, clock),
                                progress,
                                clock,
                                () -> stopping)
                        .run();
            } else {
                publishOnce(config, kind, byLine, selected, progress);
            }
        } finally {
            progress.finish();
        }
        err.println(progress.summary());
        return ExitCode.CLEAN.status();
    }

    private void publishOnce(
            ServiceConfig config,
            Modality kind,
            boolean byLine,
            List<FileSelection.SelectedFile> selected,
            Progress progress)
            throws Exception {
        try (SamplePublisher publisher = SamplePublisher.open(config, clock)) {
            Publication publication = new Publication(
                    publisher, kind, sourceName(), new RateLimit(rate, clock), progress, clock, () -> stopping);
            if (byLine) {
                publication.publishLines(selected);
            } else {
                publication.publishWhole(selected, captions ? SideCaptions::of : file -> "");
            }
            if (paths.contains(STANDARD_INPUT)) {
                publication.publishLines(in, "stdin", clock.instant());
            }
        }
    }

    private Modality parseModality() {
        return switch (modality.toLowerCase(Locale.ROOT)) {
            case "text" -> Modality.TEXT;
            case "logs" -> Modality.LOGS;
            case "images" -> Modality.IMAGES;
            default ->
                throw ServiceException.usage(
                        "--modality " + modality + " is unknown; allowed are text, logs and images");
        };
    }

    private void requireSensibleOptions(Modality kind) {
        if (kind == Modality.IMAGES && (lines || follow || paths.contains(STANDARD_INPUT))) {
            throw ServiceException.usage(
                    "--lines, --follow and - are for text and logs; name files or directories of pictures");
        }
        if (captions && kind != Modality.IMAGES) {
            throw ServiceException.usage("--captions is for images; --modality was " + modality);
        }
        if (follow && (paths.contains(STANDARD_INPUT) || files().stream().anyMatch(Files::isDirectory))) {
            throw ServiceException.usage("--follow takes files; directories and - cannot be followed");
        }
        if (!(rate > 0)) {
            throw ServiceException.usage("--rate " + rate + ": must be above 0");
        }
    }

    private List<Path> files() {
        return paths.stream()
                .filter(path -> !path.equals(STANDARD_INPUT))
                .map(Path::of)
                .toList();
    }

    private String sourceName() {
        if (!source.isBlank()) {
            return source;
        }
        String first = paths.get(0);
        return first.equals(STANDARD_INPUT)
                ? "stdin"
                : String.valueOf(Path.of(first).toAbsolutePath().normalize().getFileName());
    }

    private ServiceConfig config() {
        ConfigDef definition = IngestConfig.definition();
        Map<String, String> options = new TreeMap<>();
        if (inlineLimit != null) {
            options.put(IngestConfig.INLINE_LIMIT, inlineLimit.toString());
        }
        if (state != null) {
            options.put(ServiceConfig.STATE_DIRECTORY, state.toString());
        }
        if (bootstrapServers != null) {
            options.put(ServiceConfig.BOOTSTRAP_SERVERS, bootstrapServers);
        }
        return ServiceConfig.parse(
                definition,
                ConfigSources.layered(configFiles, definition, environment, overrides)
                        .overriddenBy(ConfigSources.of("the command line", options)));
    }

    private Progress progress(List<FileSelection.SelectedFile> selected) {
        boolean drawn = progressWanted == null ? Progress.isTerminal() : progressWanted;
        long total =
                selected.stream().mapToLong(FileSelection.SelectedFile::bytes).sum();
        return new Progress(err, drawn, paths.contains(STANDARD_INPUT) ? 0 : total, clock);
    }
}
