package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandHolder;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Gives each sample its place in one order, and puts its question to each band. The place is the offset in a topic of one partition, so
 * it is written down before anyone acts on it, and a restart finds the same. As one task writes all questions in that order, each band
 * is asked in that order, too, in whichever partition it lives. It keeps no state.
 */
final class OrderProcessor extends ContextualProcessor<String, Fingerprint, Long, BandQuestion> {
    @Override
    public void process(Record<String, Fingerprint> record) {
        long order = context()
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a fingerprint always comes from a topic"))
                .offset();
        BandHolder sample = record.value().sample();
        BandHolder asker = new BandHolder(order, sample.timestamp(), sample.sketch(), sample.sampleId());
        BandQuestion question = new BandQuestion(record.key(), asker, context().currentStreamTimeMs());
        for (long band : record.value().bandKeys()) {
            context().forward(record.withKey(band).withValue(question));
        }
    }
}
