package io.perennial.curator.topology;

import io.perennial.curator.drift.Adwin;
import io.perennial.curator.drift.Change;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.Verdict;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** One detector for each source and descriptor. All readings of a source are in the same partition, in their order. */
final class WatchProcessor extends ContextualProcessor<String, Verdict, String, DriftSignal> {
    private final RuleSet rules;
    private final String storeName;
    private @Nullable KeyValueStore<String, byte[]> detectors;

    WatchProcessor(RuleSet rules, String storeName) {
        this.rules = rules;
        this.storeName = storeName;
    }

    @Override
    public void init(ProcessorContext<String, DriftSignal> context) {
        super.init(context);
        detectors = context.getStateStore(storeName);
    }

    @Override
    public void process(Record<String, Verdict> record) {
        for (Score descriptor : record.value().getScores()) {
            Change change = observe(descriptor, record.value().getSource());
            if (change != null) {
                DriftSignal signal = signal(record.value(), descriptor.getName(), change);
                context().forward(record.withKey(rules.modality().name()).withValue(signal));
            }
        }
    }

    private @Nullable Change observe(Score descriptor, String source) {
        if (detectors == null) {
            throw new IllegalStateException("process before init");
        }
        String key = descriptor.getName() + "/" + source;
        byte[] state = detectors.get(key);
        Adwin adwin = state == null ? new Adwin(rules.drift().delta()) : Adwin.fromBytes(state);
        Change change = adwin.add(descriptor.getValue());
        detectors.put(key, adwin.toBytes());
        return change;
    }

    private DriftSignal signal(Verdict reading, String descriptor, Change change) {
        return DriftSignal.newBuilder()
                .setModality(rules.modality())
                .setSource(reading.getSource())
                .setDescriptor(descriptor)
                .setMethod("ADWIN delta=" + rules.drift().delta())
                .setStatistic(change.statistic())
                .setThreshold(change.threshold())
                .setMeanBefore(change.meanBefore())
                .setMeanAfter(change.meanAfter())
                .setWindowBefore(change.before())
                .setWindowAfter(change.after())
                .setOrigin(reading.getOrigin())
                .setRequest(rules.drift().request())
                .setDetectedAt(reading.getDecidedAt())
                .setConfigHash(reading.getConfigHash())
                .build();
    }
}
