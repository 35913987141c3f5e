package io.perennial.local.samples;

import io.perennial.ingest.Sample;
import io.perennial.ingest.SamplePublisher;
import io.perennial.runtime.ServiceConfig;
import io.perennial.schemas.records.Modality;
import java.time.Clock;
import java.util.List;

/** Publishes items without their labels to the raw topics, each once, also over restarts. Used by one thread. */
public final class RawStream implements AutoCloseable {
    private final SamplePublisher publisher;
    private final Clock clock;

    /** @param config of the ingest; its state directory remembers what was published */
    public RawStream(ServiceConfig config, Clock clock) {
        this.publisher = SamplePublisher.open(config, clock);
        this.clock = clock;
    }

    /**
     * Publishes what was not published before, and waits until Kafka has it.
     *
     * @return number of records sent
     */
    public int publish(Modality modality, String source, List<LabelledSample> samples) {
        int sent = 0;
        for (LabelledSample sample : samples) {
            if (publisher.publish(raw(modality, source, sample))) {
                sent++;
            }
            publisher.commitIfDue();
        }
        publisher.commit();
        return sent;
    }

    @Override
    public void close() {
        publisher.close();
    }

    private Sample raw(Modality modality, String source, LabelledSample sample) {
        String contentType = modality == Modality.IMAGES ? "image/png" : "text/plain; charset=utf-8";
        return new Sample(modality, source, sample.group(), "0", sample.content(), contentType, clock.instant());
    }
}
