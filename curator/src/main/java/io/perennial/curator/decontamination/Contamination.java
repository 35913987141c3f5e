package io.perennial.curator.decontamination;

import org.jspecify.annotations.Nullable;

/**
 * A sample overlaps a gold set.
 *
 * @param rule {@code contaminated_exact}, {@code contaminated_ngram}, {@code contaminated_near} or {@code contaminated_picture}
 * @param score estimated Jaccard similarity of {@code contaminated_near}, bits that differ of {@code contaminated_picture}, else null
 * @param threshold that it reaches or, of bits, does not exceed; else null
 * @param detail one line for people; names the gold set and its version
 */
public record Contamination(
        String rule, @Nullable Double score, @Nullable Double threshold, String detail) {}
