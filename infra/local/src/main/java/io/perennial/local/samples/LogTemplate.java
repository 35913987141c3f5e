package io.perennial.local.samples;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which lines come from the same statement in the code: the first words, without those that carry values. */
final class LogTemplate {
    private static final int WORDS = 5;
    private static final Pattern VALUE = Pattern.compile(".*[\\d=/.@_$-].*");

    private LogTemplate() {}

    static String of(String line) {
        return Arrays.stream(line.split("\\s+", -1))
                .map(word -> VALUE.matcher(word).matches() ? "*" : word)
                .limit(WORDS)
                .collect(Collectors.joining(" "));
    }
}
