package io.perennial.curator.assessment;

import io.perennial.curator.parsing.PayloadReader;
import io.perennial.curator.rules.RuleSet;

/** Makes the assessor of a modality. */
public final class Assessors {
    private Assessors() {}

    public static Assessor of(RuleSet rules, PayloadReader payloads) {
        return switch (rules.modality()) {
            case TEXT, LOGS -> new TextAssessor(rules, payloads);
            case IMAGES -> new ImageAssessor(rules, payloads);
            case UNKNOWN -> throw new IllegalArgumentException("modality UNKNOWN has no assessor");
        };
    }
}
