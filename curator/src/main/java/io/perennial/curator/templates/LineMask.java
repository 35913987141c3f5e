package io.perennial.curator.templates;

import io.perennial.curator.patterns.LinePattern;
import io.perennial.curator.patterns.Symbols;
import java.util.Objects;

/**
 * What varies by nature in the lines of a system, such as addresses and numbers.
 *
 * @param mask what stands in its place; {@code <*>} is a wildcard from the start, any other mask is a word like any other
 * @param pattern a {@link LinePattern}
 */
public record LineMask(String mask, String pattern) {
    /** @throws IllegalArgumentException if the mask is not one word or the pattern is wrong */
    public LineMask {
        Objects.requireNonNull(mask, "'mask' is missing");
        Objects.requireNonNull(pattern, "'pattern' is missing");
        if (mask.isEmpty() || mask.chars().anyMatch(c -> Symbols.isSpace((char) c))) {
            throw new IllegalArgumentException(
                    "the mask of pattern '" + pattern + "' must be one word, was '" + mask + "'");
        }
        compile(pattern);
    }

    LinePattern compiled() {
        return compile(pattern);
    }

    private static LinePattern compile(String pattern) {
        return new LinePattern(pattern);
    }
}
