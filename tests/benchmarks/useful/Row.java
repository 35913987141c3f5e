import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One training of the table.
 *
 * @param name what it is asked for by
 * @param data news, logs or pictures
 * @param model whose defaults it starts from
 * @param steps optimiser steps
 * @param settings values that replace defaults
 */
record Row(String name, String data, String model, int steps, Map<String, String> settings) {
    private static final Pattern LINE =
            Pattern.compile("(\\S+)\\s+(news|logs|pictures)\\s+(\\S+)\\s+([1-9]\\d{0,7})((?:\\s+[^\\s=]+=\\S*)*)\\s*");

    /** Rows of a file; # begins a comment. */
    static List<Row> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Row::parse)
                .toList();
    }

    private static Row parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "row was '" + line + "'; it must be NAME news|logs|pictures MODEL STEPS KEY=VALUE...");
        }
        Map<String, String> settings = new TreeMap<>();
        for (String setting : matcher.group(5).strip().split("\\s+", -1)) {
            if (!setting.isEmpty()) {
                settings.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
            }
        }
        return new Row(
                matcher.group(1), matcher.group(2), matcher.group(3), Integer.parseInt(matcher.group(4)), settings);
    }
}
