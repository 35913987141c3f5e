package io.perennial.curator.measures;

import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.Ruling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Judges texts with one group of the rules that come with the curator. */
final class TextRules {
    private static final Path FILE = Path.of("src/main/resources/rules/text.yaml");

    private TextRules() {}

    /** Id of the first broken rule of the group; empty if there is none. */
    static String judge(String text, String group) {
        Measures measures = new Measures();
        ProseMeasures.measure(text, measures);
        Ruling ruling = only(group).judge(measures);
        return ruling == null ? "" : ruling.rule();
    }

    /** Without the rules that belong to no group: those need other measures or longer texts. */
    private static RuleSet only(String group) {
        try {
            String yaml = Files.readString(FILE)
                    .replaceFirst("(?m)^groups: .*$", "groups: [" + group + "]")
                    .replaceAll("(?m)^  - \\{id: (too_short|language), .*$", "");
            return RuleSet.parse(yaml.getBytes(StandardCharsets.UTF_8), FILE.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(FILE.toString(), e);
        }
    }
}
