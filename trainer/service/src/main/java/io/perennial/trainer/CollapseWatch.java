package io.perennial.trainer;

import io.perennial.encoders.Content;
import io.perennial.encoders.EmbeddingSpread;
import io.perennial.encoders.Pretraining;
import io.perennial.runtime.ServiceException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks at the embeddings of the same samples of the window again and again while an update is trained, and stops it when they have
 * become one: a low loss is then worth nothing. Samples that are all alike before the first step are no measure and stop nothing. Used by
 * one thread.
 */
final class CollapseWatch {
    /** Samples that are looked at: enough for an effective rank, few enough to cost nothing beside the steps between. */
    static final int SAMPLES = 64;

    /** Fewer say nothing about a rank. */
    private static final int LEAST_SAMPLES = 16;

    private final String model;
    private final CollapseLimits limits;
    private final Pretraining pretraining;
    private final List<Content> samples;
    private final Function<List<Content>, float[][]> before;

    /**
     * Watches a model that begins: looks for the first time now, before the first step.
     *
     * @param window contents of the window; the first {@link #SAMPLES} are looked at
     */
    CollapseWatch(String model, CollapseLimits limits, Pretraining pretraining, List<? extends Content> window) {
        this.model = model;
        this.limits = limits;
        this.pretraining = pretraining;
        samples = looked(window);
        float[][] first = pretraining.embed(samples);
        before = unused -> first;
    }

    /**
     * Watches a model that goes on.
     *
     * @param before embeds as before the first step; asked only where a look finds a collapse
     */
    CollapseWatch(
            String model,
            CollapseLimits limits,
            Pretraining pretraining,
            List<? extends Content> window,
            Function<List<Content>, float[][]> before) {
        this.model = model;
        this.limits = limits;
        this.pretraining = pretraining;
        samples = looked(window);
        this.before = before;
    }

    /**
     * Looks, if it is time to.
     *
     * @param step number of the step in this update, from 1
     * @param last whether it is the last one
     * @throws ServiceException of kind data if the embeddings have collapsed
     */
    Optional<EmbeddingSpread> look(int step, boolean last) {
        if (samples.size() < LEAST_SAMPLES || !(last || step % limits.everySteps() == 0)) {
            return Optional.empty();
        }
        EmbeddingSpread spread = EmbeddingSpread.of(pretraining.embed(samples));
        if (isCollapsed(spread) && !isCollapsed(EmbeddingSpread.of(before.apply(samples)))) {
            judge(step, spread);
        }
        return Optional.of(spread);
    }

    /** Stops the run if these are the numbers of a collapse. */
    void judge(int step, EmbeddingSpread spread) {
        if (isCollapsed(spread)) {
            throw ServiceException.data(
                    String.format(
                            Locale.ROOT,
                            "%s: the embeddings have collapsed at step %d of the update: effective rank %.3g (%s %s) and deviation"
                                    + " %.3g (%s %s) over %d samples; the update was given up and nothing was written. Rewind to an"
                                    + " earlier checkpoint, lower the learning rate or choose another objective, then start again",
                            model,
                            step,
                            spread.rankMe(),
                            TrainerConfig.COLLAPSE_RANK,
                            limits.leastRank(),
                            spread.deviation(),
                            TrainerConfig.COLLAPSE_DEVIATION,
                            limits.leastDeviation(),
                            samples.size()),
                    null);
        }
    }

    private static List<Content> looked(List<? extends Content> window) {
        return List.copyOf(window.subList(0, Math.min(SAMPLES, window.size())));
    }

    /** Numbers that are none are a collapse too. */
    private boolean isCollapsed(EmbeddingSpread spread) {
        return !(spread.rankMe() >= limits.leastRank() && spread.deviation() >= limits.leastDeviation());
    }
}
