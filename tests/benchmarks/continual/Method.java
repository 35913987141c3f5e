package io.perennial.trainer;

import io.perennial.trainer.ReplayBuffer.Policy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A way to train on the stream: one row of the table. All of them make the same number of steps, those of release branches included.
 *
 * @param name what is printed
 * @param isShuffled whether the domains come all at once, in one update
 * @param model settings of the model that differ from those of every method
 * @param replayShare share of a batch that is replayed
 * @param policy what is replayed
 */
record Method(String name, boolean isShuffled, Map<String, String> model, double replayShare, Policy policy) {
    static final String FINE_TUNING = "plain fine-tuning";

    /** Steps for each domain. */
    static final int STEPS = 240;

    /** Offsets that a bounded buffer holds: an eighth of the stream. */
    static final int CAPACITY = 500;

    private static final int BATCH = 32;
    private static final double SHARE = 0.25;

    private static final Map<String, String> EVERY = Map.ofEntries(
            Map.entry("width", "128"),
            Map.entry("layers", "1"),
            Map.entry("heads", "4"),
            Map.entry("vocabulary", "2048"),
            Map.entry("length", "48"),
            Map.entry("windows", "1"),
            Map.entry("batch.size", Integer.toString(BATCH)),
            Map.entry("mask.share", "0.3"),
            Map.entry("warmup.steps", "30"));

    /** Cools down over the first update, then stays: the trunk; each release is a branch of a tenth of the steps. */
    private static final Map<String, String> INFINITE = Map.of(
            "schedule", "infinite",
            "decay.steps", Integer.toString(STEPS),
            "final.share", "0.5",
            "anneal.share", "0.1112");

    /** All rows, the upper reference first. */
    static List<Method> all() {
        return List.of(
                new Method(
                        "shuffled whole",
                        true,
                        Map.of("schedule", "cosine", "decay.steps", Integer.toString(5 * STEPS)),
                        0,
                        Policy.UNIFORM),
                new Method(FINE_TUNING, false, Map.of("schedule", "rewarm-cosine"), 0, Policy.UNIFORM),
                new Method("infinite schedule", false, INFINITE, 0, Policy.UNIFORM),
                replaying(Policy.FIFO),
                replaying(Policy.RESERVOIR),
                replaying(Policy.MIXED),
                replaying(Policy.MINRED),
                infiniteWith("EWC", Map.of("ewc.strength", "1e4")),
                infiniteWith("distillation", Map.of("distillation.weight", "1")),
                infiniteWith("adapters", Map.of("adapter.rank", "8")));
    }

    /** The model's configuration without the name. */
    Map<String, String> configuration() {
        Map<String, String> configuration = new TreeMap<>(EVERY);
        configuration.putAll(model);
        return configuration;
    }

    boolean hasBranches() {
        return model.containsValue("infinite");
    }

    /** Samples of a domain that are trained on: with release branches a tenth less, as those take a tenth of the steps. */
    int samples() {
        return hasBranches() ? Domain.STREAM * 9 / 10 : Domain.STREAM;
    }

    /** How often each sample is trained on: less where replay fills a part of each batch. */
    int passes(boolean hasReplay) {
        int visits = STEPS * BATCH / Domain.STREAM;
        return hasReplay ? Math.toIntExact(Math.round(visits * (1 - replayShare))) : visits;
    }

    private static Method replaying(Policy policy) {
        return new Method("infinite + replay " + policy.label(), false, INFINITE, SHARE, policy);
    }

    private static Method infiniteWith(String name, Map<String, String> more) {
        Map<String, String> model = new TreeMap<>(INFINITE);
        model.putAll(more);
        return new Method("infinite + " + name, false, model, 0, Policy.UNIFORM);
    }
}
