package io.perennial.curator.decontamination;

/**
 * A sample overlaps a gold set.
 *
 * @param rule {@code contaminated_exact} or {@code contaminated_ngram}
 * @param detail one line for people; names the gold set and its version
 */
public record Contamination(String rule, String detail) {}
