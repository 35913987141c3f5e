package io.perennial.local.samples;

import io.perennial.evaluator.gold.GoldSplits;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.GoldSplit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A corpus in two parts: labelled examples for gold sets, and what is published without labels. The parts share no group and no
 * content, and depend on the corpus alone, so that a restart makes the same ones.
 *
 * @param gold examples with labels; each label at most as often as asked for
 * @param published the rest of the groups
 */
public record HeldOut(List<LabelledSample> gold, List<LabelledSample> published) {
    private static final int PERCENT = 25;

    /** A label with fewer gold examples cannot be in every split, so it is left out of the gold set. */
    private static final int FEWEST_GOLD = 20;

    public HeldOut {
        gold = List.copyOf(gold);
        published = List.copyOf(published);
    }

    /** Holds out a quarter of the groups, of which up to {@code goldPerLabel} distinct items for each label become gold. */
    public static HeldOut of(List<LabelledSample> corpus, int goldPerLabel) {
        List<LabelledSample> gold = new ArrayList<>();
        List<LabelledSample> published = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        Set<String> contents = new HashSet<>();
        for (LabelledSample sample : corpus) {
            if (!isHeldOut(sample.group())) {
                published.add(sample);
            } else if (taken.getOrDefault(sample.label(), 0) < goldPerLabel
                    && contents.add(Sha256.of(sample.content()))) {
                gold.add(sample);
                taken.merge(sample.label(), 1, Integer::sum);
            }
        }
        int fewest = Math.min(FEWEST_GOLD, goldPerLabel);
        gold.removeIf(sample -> taken.getOrDefault(sample.label(), 0) < fewest);
        published.removeIf(sample -> contents.contains(Sha256.of(sample.content())));
        return new HeldOut(gold, published);
    }

    /**
     * Holds out up to {@code perGroup} distinct items of each group and publishes the others of the same groups. A label that has no
     * group in one of the splits that a probe needs is published whole.
     */
    public static HeldOut fromEachGroup(List<LabelledSample> corpus, int perGroup) {
        Set<String> labels = labelsInEverySplit(corpus);
        List<LabelledSample> gold = new ArrayList<>();
        List<LabelledSample> published = new ArrayList<>();
        Map<String, Integer> taken = new HashMap<>();
        Set<String> contents = new HashSet<>();
        for (LabelledSample sample : corpus) {
            String key = GoldSplits.contentKey(sample.text(), ByteBuffer.allocate(0));
            if (labels.contains(sample.label())
                    && taken.getOrDefault(sample.group(), 0) < perGroup
                    && contents.add(key)) {
                gold.add(sample);
                taken.merge(sample.group(), 1, Integer::sum);
            } else if (!contents.contains(key)) {
                published.add(sample);
            }
        }
        return new HeldOut(gold, published);
    }

    /** The groups that make up {@code percent} of all, by their hash. */
    static List<LabelledSample> only(List<LabelledSample> samples, int percent) {
        return samples.stream()
                .filter(sample -> percentile("later/", sample.group()) < percent)
                .toList();
    }

    /** What {@link #only} leaves. */
    static List<LabelledSample> without(List<LabelledSample> samples, int percent) {
        return samples.stream()
                .filter(sample -> percentile("later/", sample.group()) >= percent)
                .toList();
    }

    /** Those of more items of the same corpus whose groups were not held out by {@link #of}. */
    static List<LabelledSample> publishable(List<LabelledSample> more) {
        return more.stream().filter(sample -> !isHeldOut(sample.group())).toList();
    }

    private static Set<String> labelsInEverySplit(List<LabelledSample> corpus) {
        Map<String, Set<GoldSplit>> splits = new HashMap<>();
        corpus.forEach(sample -> splits.computeIfAbsent(sample.label(), unused -> EnumSet.noneOf(GoldSplit.class))
                .add(GoldSplits.of(sample.group())));
        Set<GoldSplit> needed = EnumSet.of(GoldSplit.TRAIN, GoldSplit.VALIDATION, GoldSplit.TEST);
        splits.values().removeIf(present -> !present.containsAll(needed));
        return splits.keySet();
    }

    private static boolean isHeldOut(String group) {
        return percentile("held-out/", group) < PERCENT;
    }

    private static int percentile(String purpose, String group) {
        return Integer.parseInt(Sha256.of(purpose + group).substring(0, 6), 16) % 100;
    }
}
