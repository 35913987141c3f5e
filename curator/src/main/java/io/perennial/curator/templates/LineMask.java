package io.perennial.curator.templates;

/**
 * What varies by nature in the lines of a system, such as addresses and numbers.
 *
 * @param mask what stands in its place; {@code <*>} is a wildcard from the start, any other mask is a word like any other
 * @param pattern a {@link LinePattern}
 */
public record LineMask(String mask, String pattern) {
    public LineMask {
        if (mask.isEmpty() || mask.chars().anyMatch(c -> Symbols.isSpace((char) c))) {
            throw new IllegalArgumentException(
                    "the mask of pattern '" + pattern + "' must be one word, was '" + mask + "'");
        }
    }
}
