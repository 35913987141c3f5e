package io.perennial.local.samples;

import io.perennial.schemas.blobs.Sha256;
import java.util.ArrayList;
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
        published.removeIf(sample -> contents.contains(Sha256.of(sample.content())));
        return new HeldOut(gold, published);
    }

    private static boolean isHeldOut(String group) {
        return Integer.parseInt(Sha256.of("held-out/" + group).substring(0, 6), 16) % 100 < PERCENT;
    }
}
