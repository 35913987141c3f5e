package io.perennial.local.samples;

import io.perennial.schemas.records.Modality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The order in which a corpus is published: mixed, so that every window has something of every label, as a topic with many sources
 * has. Log lines keep their neighbours, because what a line means shows in the lines around it; everything else is mixed one by one.
 */
final class MixedOrder {
    static final int LINES_OF_A_RUN = 16;

    private static final long SEED = 7;

    private MixedOrder() {}

    static List<LabelledSample> of(Modality modality, List<LabelledSample> samples) {
        int length = modality == Modality.LOGS ? LINES_OF_A_RUN : 1;
        List<List<LabelledSample>> runs = new ArrayList<>();
        for (int start = 0; start < samples.size(); start += length) {
            runs.add(samples.subList(start, Math.min(start + length, samples.size())));
        }
        Collections.shuffle(runs, new Random(SEED));
        return runs.stream().flatMap(List::stream).toList();
    }
}
