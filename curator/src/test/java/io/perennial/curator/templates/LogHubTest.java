package io.perennial.curator.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ten systems of LogHub (Zhu et al., ISSRE 2023) against the grouping accuracy that its authors publish for Drain. */
class LogHubTest {
    private static final double TOLERANCE = 0.005;
    private static final int MAX_CHILDREN = 100;
    private static final int MAX_TEMPLATES = 4096;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HDFS",
                "Spark",
                "Zookeeper",
                "BGL",
                "Windows",
                "Linux",
                "HealthApp",
                "Apache",
                "Proxifier",
                "OpenSSH"
            })
    void groupsAreAsAccurateAsThePublishedOnes(String system) throws IOException {
        // given
        Path file = Path.of("..", "..", "shared", "data", "loghub", system + "_2k.log_structured.csv");
        assumeTrue(Files.exists(file), "skipped: the lines of LogHub are not here: " + file);
        List<Map<String, String>> rows = rows(Files.readString(file));
        JsonNode settings = settings(system);
        TemplateTree tree = tree(settings);

        // when
        Map<String, Set<Integer>> events = new HashMap<>();
        Map<Long, Set<Integer>> templates = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            Map<String, String> row = rows.get(i);
            events.computeIfAbsent(row.get("EventId"), event -> new TreeSet<>()).add(i);
            long number =
                    tree.match(Objects.requireNonNull(row.get("Content")), i).number();
            templates.computeIfAbsent(number, template -> new TreeSet<>()).add(i);
        }
        double accuracy = accuracy(events, templates);

        // then
        double published = settings.get("published").asDouble();
        System.out.printf(
                "LogHub %-9s grouping accuracy %.4f, published %.4f, templates %d%n",
                system, accuracy, published, tree.size());
        assertThat(rows).hasSize(2000);
        assertThat(accuracy).isCloseTo(published, within(TOLERANCE));
    }

    /** Share of lines whose group is exactly a group of the truth. */
    private static double accuracy(Map<String, Set<Integer>> events, Map<Long, Set<Integer>> templates) {
        Set<Set<Integer>> truth = Set.copyOf(events.values());
        int lines = events.values().stream().mapToInt(Set::size).sum();
        int right = templates.values().stream()
                .filter(truth::contains)
                .mapToInt(Set::size)
                .sum();
        return (double) right / lines;
    }

    private static TemplateTree tree(JsonNode settings) {
        List<LineMask> masks = new ArrayList<>();
        settings.get("patterns")
                .forEach(pattern -> masks.add(new LineMask(TemplateTree.WILDCARD_TEXT, pattern.asText())));
        TreeShape shape = new TreeShape(
                settings.get("depth").asInt(), settings.get("similarity").asDouble(), MAX_CHILDREN, MAX_TEMPLATES);
        return new TemplateTree(shape, masks);
    }

    private static JsonNode settings(String system) throws IOException {
        try (InputStream stream = LogHubTest.class.getResourceAsStream("/templates/loghub.json")) {
            return new ObjectMapper().readTree(stream).get(system);
        }
    }

    /** Rows of a CSV file with quoted fields (RFC 4180), by the names of its first line. */
    private static List<Map<String, String>> rows(String csv) {
        List<List<String>> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                    field.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (!quoted && (c == ',' || c == '\n')) {
                fields.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    records.add(fields);
                    fields = new ArrayList<>();
                }
            } else if (quoted || c != '\r') {
                field.append(c);
            }
        }
        if (!fields.isEmpty()) {
            fields.add(field.toString());
            records.add(fields);
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> record : records.subList(1, records.size())) {
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < record.size(); i++) {
                row.put(records.get(0).get(i), record.get(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
