package io.perennial.curator.rules;

/**
 * The rule that rejected a sample.
 *
 * @param rule id of the rule
 * @param score value that it looked at
 * @param threshold bound that the value broke
 * @param detail one line for people
 */
public record Ruling(String rule, double score, double threshold, String detail) {}
