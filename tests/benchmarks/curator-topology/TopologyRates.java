import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.GroupState;

/**
 * One round: the curator, then the pass-through, each with a broker of its own. First it works off documents that were published before,
 * then it gets them at 70 % of the rate that the curator had then. Prints a JSON line.
 */
public final class TopologyRates {
    private static final int WARM_UP_BYTES = 40_000_000;
    private static final int MEASURED_BYTES = 40_000_000;
    private static final double LOAD = 0.7;
    private static final int WARM_UP_SECONDS = 5;
    private static final int LOAD_SECONDS = 20;
    private static final String RUNNING = "state=\"RUNNING\"";
    private static final Pattern RESTORED =
            Pattern.compile("store restored .*records=\"([0-9]+)\" millis=\"([0-9]+)\"");
    private static final String GROUP = "perennial-curator";

    private final NewsDocuments documents;
    private final int size;
    private final Path directory;
    private final List<String> settings;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    private TopologyRates(NewsDocuments documents, int size, Path directory, List<String> settings) {
        this.documents = documents;
        this.size = size;
        this.directory = directory;
        this.settings = settings;
    }

    /** @param arguments AG News, bytes of a document, an empty directory, threads, and settings of the curator as key=value */
    public static void main(String[] arguments) throws Exception {
        int size = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[3]);
        List<String> settings = new ArrayList<>(List.of("num.stream.threads=" + threads));
        settings.addAll(Arrays.asList(arguments).subList(4, arguments.length));
        TopologyRates rates = new TopologyRates(
                new NewsDocuments(Path.of(arguments[0]), size), size, Path.of(arguments[2]), settings);
        rates.figures.put("size", size);
        double rate = rates.curator();
        rates.passThrough(threads, LOAD * rate);
        System.out.println(new ObjectMapper().writeValueAsString(rates.figures));
        System.exit(0);
    }

    private double curator() throws Exception {
        Path home = Files.createDirectories(directory.resolve("curator"));
        double rate;
        try (Program broker = Program.broker(home)) {
            String servers = broker.await(Program.READY);
            try (RawTexts texts = new RawTexts(servers, documents);
                    CommittedVerdicts verdicts = new CommittedVerdicts(servers)) {
                texts.publish((WARM_UP_BYTES + MEASURED_BYTES) / size);
                try (Program curator = Program.curator(servers, home, settings)) {
                    rate = drain("", curator, broker, verdicts, texts);
                    latencies("", curator, verdicts, texts, LOAD * rate);
                }
                figures.put("meanBytes", texts.meanBytes());
                figures.put("kept", verdicts.keptShare());
                state(home, texts.published());
                restore(servers, home);
            }
        }
        return rate;
    }

    private void passThrough(int threads, double load) throws Exception {
        Path home = Files.createDirectories(directory.resolve("pass-through"));
        try (Program broker = Program.broker(home)) {
            String servers = broker.await(Program.READY);
            try (RawTexts texts = new RawTexts(servers, documents);
                    CommittedVerdicts verdicts = new CommittedVerdicts(servers)) {
                texts.publish((WARM_UP_BYTES + MEASURED_BYTES) / size);
                List<String> arguments =
                        List.of(servers, home.resolve("state").toString(), Integer.toString(threads));
                try (Program program = Program.start(
                        home.resolve("pass-through.log"), List.of("-Xmx512m"), PassThrough.class.getName(), arguments)) {
                    drain("peer", program, broker, verdicts, texts);
                    latencies("peer", program, verdicts, texts, load);
                }
            }
        }
    }

    /** Verdicts per second over the second half of what waits, and what each takes of a core, in the program and in the broker. */
    private double drain(String prefix, Program program, Program broker, CommittedVerdicts verdicts, RawTexts texts)
            throws IOException {
        countTo(texts.published() / 2, program, verdicts);
        long start = System.nanoTime();
        long before = verdicts.count();
        Duration cpu = program.cpu();
        Duration brokerCpu = broker.cpu();
        countTo(texts.published(), program, verdicts);
        double seconds = (System.nanoTime() - start) / 1e9;
        long count = verdicts.count() - before;
        figures.put(prefix + "rate", count / seconds);
        figures.put(prefix + "cpuMicros", program.cpu().minus(cpu).toNanos() / 1e3 / count);
        figures.put(prefix + "brokerMicros", broker.cpu().minus(brokerCpu).toNanos() / 1e3 / count);
        return count / seconds;
    }

    private static void countTo(int expected, Program program, CommittedVerdicts verdicts) throws IOException {
        while (verdicts.count() < expected) {
            program.requireAlive();
            verdicts.poll((now, timestamp) -> {});
        }
    }

    private void latencies(
            String prefix, Program program, CommittedVerdicts verdicts, RawTexts texts, double perSecond)
            throws Exception {
        int count = (int) (perSecond * (WARM_UP_SECONDS + LOAD_SECONDS));
        int expected = texts.published() + count;
        long measuredFrom = System.currentTimeMillis() + WARM_UP_SECONDS * 1000L;
        CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> texts.publish(count, perSecond));
        List<Long> latencies = new ArrayList<>();
        while (verdicts.count() < expected) {
            program.requireAlive();
            verdicts.poll((now, timestamp) -> {
                if (timestamp >= measuredFrom) {
                    latencies.add(now - timestamp);
                }
            });
        }
        publisher.join();
        verdicts.poll((now, timestamp) -> {
            throw new IllegalStateException("more verdicts than the " + expected + " documents published");
        });
        latencies.sort(null);
        figures.put(prefix + "p50", latencies.get(latencies.size() / 2));
        figures.put(prefix + "p99", latencies.get(latencies.size() * 99 / 100));
    }

    /** After an orderly end, which flushes the stores. */
    private void state(Path home, int count) throws IOException {
        Path broker = home.resolve("broker").resolve("log");
        figures.put("storeBytes", bytes(home.resolve("state"), path -> true) / (double) count);
        figures.put(
                "changelogBytes",
                bytes(broker, path -> path.toString().endsWith(".log")
                                && path.getParent().getFileName().toString().matches(".*-admitted-changelog-[0-9]+"))
                        / (double) count);
        figures.put(
                "otherChangelogBytes",
                bytes(broker, path -> path.toString().endsWith(".log")
                                && path.getParent().getFileName().toString().matches(".*(?<!-admitted)-changelog-[0-9]+"))
                        / (double) count);
    }

    /** How long the stores take to come back, from the first that begins to the last that ends, as the curator logs it. */
    private void restore(String servers, Path home) throws Exception {
        delete(home.resolve("state"));
        awaitNobody(servers);
        long records = 0;
        long begin = Long.MAX_VALUE;
        long end = 0;
        try (Program curator = Program.curator(servers, home, settings)) {
            for (String line = curator.next(); !line.contains(RUNNING); line = curator.next()) {
                Matcher restored = RESTORED.matcher(line);
                if (restored.find()) {
                    records += Long.parseLong(restored.group(1));
                    end = System.currentTimeMillis();
                    begin = Math.min(begin, end - Long.parseLong(restored.group(2)));
                }
            }
        }
        double seconds = Math.max(1, end - begin) / 1e3;
        figures.put("restoreSeconds", seconds);
        figures.put("restoreRate", records / seconds);
    }

    /** The broker waits for the curator that has ended. */
    private static void awaitNobody(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            while (admin.describeConsumerGroups(Set.of(GROUP)).all().get().get(GROUP).groupState() != GroupState.EMPTY) {
                Thread.sleep(100);
            }
        }
    }

    private static long bytes(Path root, Predicate<Path> counted) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(counted)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void delete(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
