package io.perennial.tests.evaluation;

import java.util.Random;

/** Sentences about three subjects that share their grammar and differ in their words. */
final class Sentences {
    static final String[] SUBJECTS = {"sea", "kitchen", "workshop"};

    private static final String[][] NOUNS = {
        {"harbour", "sailor", "anchor", "lighthouse", "current", "herring"},
        {"oven", "baker", "pepper", "saucepan", "recipe", "butter"},
        {"chisel", "joiner", "varnish", "lathe", "timber", "hinge"}
    };
    private static final String[] VERBS = {"waits for", "is older than", "lies beside", "belongs to", "was sold with"};
    private static final String[] QUALITIES = {"small", "grey", "heavy", "quiet", "borrowed", "second"};

    private Sentences() {}

    static String about(int subject, long seed) {
        Random random = new Random(seed * 31 + subject);
        StringBuilder text = new StringBuilder();
        for (int clause = 0; clause < 2; clause++) {
            text.append(clause == 0 ? "The " : ", and the ")
                    .append(pick(QUALITIES, random))
                    .append(' ')
                    .append(pick(NOUNS[subject], random))
                    .append(' ')
                    .append(pick(VERBS, random))
                    .append(" the ")
                    .append(pick(NOUNS[subject], random));
        }
        return text.append(" of number ").append(seed).append('.').toString();
    }

    private static String pick(String[] words, Random random) {
        return words[random.nextInt(words.length)];
    }
}
