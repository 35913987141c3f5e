package io.perennial.encoders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Real labelled data beside the project, in a shuffled order that never changes. The labels serve probes alone. */
final class PublicData {
    /** Folder with the data, whether or not it is there. */
    static final Path FOLDER = Path.of(System.getProperty("perennial.data", "../../../shared/data"));

    /**
     * One example.
     *
     * @param content what the encoder reads
     * @param label class, from 0
     */
    record Example(Content content, int label) {}

    private static final Pattern PICTURE = Pattern.compile("(train|test)/(\\w+)/[^/]+\\.jpg$");

    private PublicData() {}

    static boolean isPresent() {
        return Files.isDirectory(FOLDER);
    }

    /** Title and description of AG News, four classes. */
    static List<Example> news() {
        List<Example> examples = new ArrayList<>();
        for (String line : lines(FOLDER.resolve("ag_news/ag_news.csv"))) {
            String[] fields = line.split("\",\"", 3);
            if (fields.length == 3) {
                String text = fields[1] + ". " + fields[2].replaceAll("\"$", "");
                examples.add(new Example(new Content.Text(text), Integer.parseInt(fields[0].replace("\"", "")) - 1));
            }
        }
        return shuffled(examples);
    }

    /** Log lines of ten systems without their headers; the class is the event template, of those seen at least 20 times. */
    static List<Example> logTemplates() {
        TreeMap<String, List<Content>> byTemplate = new TreeMap<>();
        for (String system : List.of("BGL", "HDFS", "HealthApp", "Linux", "OpenSSH", "Spark", "Windows", "Zookeeper")) {
            List<String> raw = lines(FOLDER.resolve("loghub/" + system + "_2k.log"));
            List<String> structured = lines(FOLDER.resolve("loghub/" + system + "_2k.log_structured.csv"));
            for (int i = 0; i < raw.size() && i + 1 < structured.size(); i++) {
                Matcher event = Pattern.compile(",(E\\d+),").matcher(structured.get(i + 1));
                if (event.find()) {
                    byTemplate
                            .computeIfAbsent(system + event.group(1), unused -> new ArrayList<>())
                            .add(new Content.Text(raw.get(i)));
                }
            }
        }
        List<Example> examples = new ArrayList<>();
        int label = 0;
        for (List<Content> contents : byTemplate.values()) {
            if (contents.size() >= 20) {
                for (Content content : contents.subList(0, Math.min(60, contents.size()))) {
                    examples.add(new Example(content, label));
                }
                label++;
            }
        }
        return shuffled(examples);
    }

    /** Log lines of a system, two thousand of them. */
    static List<String> logLines(String system) {
        return lines(FOLDER.resolve("loghub/" + system + "_2k.log"));
    }

    /** CIFAR-10 pictures of one part, {@code train} or {@code test}. */
    static List<Example> pictures(String part, int perClass) {
        TreeMap<String, List<Content>> byClass = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(FOLDER.resolve("cifar10.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Matcher path = PICTURE.matcher(entry.getName());
                if (path.find() && path.group(1).equals(part)) {
                    List<Content> contents = byClass.computeIfAbsent(path.group(2), unused -> new ArrayList<>());
                    if (contents.size() < perClass) {
                        contents.add(new Content.Image(zip.readAllBytes()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Example> examples = new ArrayList<>();
        int label = 0;
        for (List<Content> contents : byClass.values()) {
            for (Content content : contents) {
                examples.add(new Example(content, label));
            }
            label++;
        }
        return shuffled(examples);
    }

    static float[][] embed(Encoder encoder, List<Example> examples) {
        return encoder.embed(examples.stream().map(Example::content).toList());
    }

    static int[] labels(List<Example> examples) {
        return examples.stream().mapToInt(Example::label).toArray();
    }

    private static List<Example> shuffled(List<Example> examples) {
        Collections.shuffle(examples, new Random(7));
        return examples;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
