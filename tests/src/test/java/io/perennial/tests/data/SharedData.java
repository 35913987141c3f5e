package io.perennial.tests.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The folder {@code ../shared/data}. Items come in an order shuffled by a fixed seed. */
public final class SharedData {
    private static final long SEED = 20_26L;
    private static final List<String> SYSTEMS = List.of(
            "Apache", "BGL", "HDFS", "HealthApp", "Linux", "OpenSSH", "Proxifier", "Spark", "Windows", "Zookeeper");

    private final Path folder;

    private SharedData(Path folder) {
        this.folder = folder;
    }

    /** Skips the calling test where the folder is missing. */
    public static SharedData assumed() {
        Path folder = Path.of(System.getProperty("perennial.root", ".."), "..", "shared", "data")
                .normalize();
        assumeTrue(Files.isDirectory(folder), "skipped: the data folder ../shared/data is not here");
        return new SharedData(folder);
    }

    /** 5,000 news items (title and description), label = one of four sections. */
    public List<Labelled> news() throws IOException {
        List<Labelled> items = new ArrayList<>();
        for (List<String> row : rows(folder.resolve("ag_news/ag_news.csv"))) {
            items.add(Labelled.alone("section-" + row.get(0), utf8(row.get(1) + ". " + row.get(2))));
        }
        return shuffled(items);
    }

    /**
     * Distinct messages of ten systems without their headers, label = the system, group = the event of the ground truth: all messages
     * of one template.
     */
    public List<Labelled> logMessages() throws IOException {
        List<Labelled> items = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String system : SYSTEMS) {
            for (Map<String, String> line : table(folder.resolve("loghub/" + system + "_2k.log_structured.csv"))) {
                String message = Objects.requireNonNull(line.get("Content"));
                if (seen.add(message.toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " "))) {
                    items.add(new Labelled(system, system + "-" + line.get("EventId"), utf8(message)));
                }
            }
        }
        return shuffled(items);
    }

    /** Raw lines of ten systems, one system after the other. */
    public List<String> logLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String system : SYSTEMS) {
            lines.addAll(Files.readAllLines(folder.resolve("loghub/" + system + "_2k.log")));
        }
        return lines;
    }

    /** Plays of Shakespeare, 1.1 million characters. */
    public String plays() throws IOException {
        return Files.readString(folder.resolve("tiny_shakespeare/input.txt"));
    }

    private static List<Map<String, String>> table(Path file) throws IOException {
        try (var lines = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .<Map<String, String>>readValues(file.toFile())) {
            return lines.readAll();
        }
    }

    /** CIFAR-10 pictures of 32x32, as JPEG, label = class. */
    public List<Labelled> pictures(int perClass) throws IOException {
        List<Labelled> items = new ArrayList<>();
        try (ZipFile zip = new ZipFile(folder.resolve("cifar10.zip").toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                String[] place = entry.getName().split("/", -1);
                if (place.length == 3
                        && place[0].equals("train")
                        && place[2].endsWith(".jpg")
                        && number(place[2]) < perClass) {
                    items.add(Labelled.alone(place[1], zip.getInputStream(entry).readAllBytes()));
                }
            }
        }
        return shuffled(items);
    }

    private static int number(String fileName) {
        return Integer.parseInt(fileName.substring(0, fileName.indexOf('.')));
    }

    private static List<List<String>> rows(Path file) throws IOException {
        try (var rows = new CsvMapper()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .readerForListOf(String.class)
                .<List<String>>readValues(file.toFile())) {
            return rows.readAll();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Labelled> shuffled(List<Labelled> items) {
        Collections.shuffle(items, new Random(SEED));
        return List.copyOf(items);
    }
}
