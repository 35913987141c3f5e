package io.perennial.curator.privacy;

/**
 * Why a text must not be used at all.
 *
 * @param rule stable id, it becomes the rule of the verdict
 * @param score of the finding, or number of findings
 * @param threshold that it was compared with
 * @param detail one line for people, without the data
 */
public record Refusal(String rule, double score, double threshold, String detail) {}
