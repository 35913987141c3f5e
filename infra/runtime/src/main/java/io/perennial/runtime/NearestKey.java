package io.perennial.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** Finds the key that a person most likely meant. */
final class NearestKey {
    private NearestKey() {}

    /** {@code ; did you mean 'x'?}, or where to find all keys when nothing is near. */
    static String hint(ConfigDef definition, String key) {
        return candidates(definition, key)
                .min(Comparator.comparingInt((String candidate) -> distance(key, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(nearest -> distance(key, nearest) <= Math.max(2, key.length() / 3))
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("; --help lists the keys");
    }

    private static Stream<String> candidates(ConfigDef definition, String key) {
        List<String> prefixes = ServiceConfig.passThroughPrefixes(definition);
        String afterFirstDot = key.substring(key.indexOf('.') + 1);
        Stream<String> keys = definition.names().stream().filter(name -> !ServiceConfig.isPassThrough(name));
        return key.indexOf('.') < 0
                ? keys
                : Stream.concat(keys, prefixes.stream().map(prefix -> prefix + afterFirstDot));
    }

    /** Edits (insert, delete, replace) that turn one text into the other: Levenshtein 1966. */
    static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
