package io.perennial.local.pipeline;

import io.perennial.local.samples.LabelledSample;
import io.perennial.local.samples.RawStream;
import io.perennial.schemas.records.Modality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Samples that are published later, a batch at a time, in an order that mixes their labels. Used by one thread. */
final class Reserve {
    private static final long SHUFFLE_SEED = 11;

    /** Publishes what was not published before and says how many records that were; {@link RawStream#publish}. */
    @FunctionalInterface
    interface Publisher {
        int publish(Modality modality, String source, List<LabelledSample> samples);
    }

    private final Modality modality;
    private final String source;
    private final String name;
    private final int batch;
    private final List<LabelledSample> samples;
    private int next;
    private int sent;

    /**
     * @param name plural, for people
     * @param batch records of one batch
     */
    Reserve(Modality modality, String source, String name, int batch, List<LabelledSample> samples) {
        if (batch < 1) {
            throw new IllegalArgumentException("batch is " + batch + "; at least 1 is needed");
        }
        this.modality = modality;
        this.source = source;
        this.name = name;
        this.batch = batch;
        this.samples = new ArrayList<>(samples);
        Collections.shuffle(this.samples, new Random(SHUFFLE_SEED));
    }

    String name() {
        return name;
    }

    int batch() {
        return batch;
    }

    boolean isUsedUp() {
        return next == samples.size();
    }

    /** Records sent by this object. */
    int sent() {
        return sent;
    }

    /** Sends a batch of what no earlier run has sent. */
    void publishBatch(Publisher publisher) {
        int missing = batch;
        while (missing > 0 && !isUsedUp()) {
            int end = Math.min(samples.size(), next + missing);
            int published = publisher.publish(modality, source, samples.subList(next, end));
            next = end;
            missing -= published;
        }
        sent += batch - missing;
    }
}
