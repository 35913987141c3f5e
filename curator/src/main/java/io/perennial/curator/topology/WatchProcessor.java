package io.perennial.curator.topology;

import io.perennial.curator.drift.Adwin;
import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.blocks.Rates;
import io.perennial.curator.drift.blocks.SourceBlock;
import io.perennial.curator.drift.blocks.SourceReport;
import io.perennial.curator.drift.blocks.SourceReport.DescriptorChange;
import io.perennial.curator.drift.calibration.BlockSums;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the readings of each source in blocks, and lets ADWIN look at each reading. All readings of a source are in the same partition, in
 * their order. Sends a report where a block is full or ADWIN saw a change.
 */
final class WatchProcessor extends ContextualProcessor<String, Verdict, String, SourceReport> {
    private final RuleSet rules;
    private final String detectorsName;
    private final String blocksName;
    private @Nullable KeyValueStore<String, byte[]> detectors;
    private @Nullable KeyValueStore<String, byte[]> blocks;

    WatchProcessor(RuleSet rules, String detectorsName, String blocksName) {
        this.rules = rules;
        this.detectorsName = detectorsName;
        this.blocksName = blocksName;
    }

    @Override
    public void init(ProcessorContext<String, SourceReport> context) {
        super.init(context);
        detectors = context.getStateStore(detectorsName);
        blocks = context.getStateStore(blocksName);
    }

    @Override
    public void process(Record<String, Verdict> record) {
        if (detectors == null || blocks == null) {
            throw new IllegalStateException("process before init");
        }
        Verdict reading = record.value();
        byte[] state = blocks.get(reading.getSource());
        SourceBlock block = state == null ? new SourceBlock() : SourceBlock.fromBytes(state);
        boolean repeated = block.repeats(reading.getContentSha256());
        Map<String, BlockSums> full = block.add(
                record.timestamp(),
                watched(reading, repeated),
                repeated,
                rules.drift().alarms().block());
        List<DescriptorChange> changes = repeated ? List.of() : changes(detectors, reading, block);
        blocks.put(reading.getSource(), block.toBytes());
        if (full != null || !changes.isEmpty()) {
            SourceReport report = report(reading, full == null ? Map.of() : full, changes);
            context().forward(record.withKey(rules.modality().name()).withValue(report));
        }
    }

    private Map<String, Double> watched(Verdict reading, boolean repeated) {
        Map<String, Double> values = new TreeMap<>();
        values.put(Rates.REPEATED, repeated ? 1.0 : 0.0);
        if (!repeated) {
            values.put(Rates.REJECTED, reading.getOutcome() == Outcome.KEPT ? 0.0 : 1.0);
            for (Score score : reading.getScores()) {
                values.put(score.getName(), score.getValue());
            }
        }
        values.keySet().retainAll(rules.drift().watched());
        return values;
    }

    private List<DescriptorChange> changes(KeyValueStore<String, byte[]> store, Verdict reading, SourceBlock block) {
        List<DescriptorChange> changes = new ArrayList<>();
        for (Score score : reading.getScores()) {
            if (!rules.drift().descriptors().contains(score.getName())) {
                continue;
            }
            String key = score.getName() + "/" + reading.getSource();
            byte[] state = store.get(key);
            Adwin adwin = state == null ? new Adwin(rules.drift().delta()) : Adwin.fromBytes(state);
            Change change = adwin.add(score.getValue());
            store.put(key, adwin.toBytes());
            if (change != null) {
                changes.add(new DescriptorChange(score.getName(), change, block.deviation(score.getName())));
            }
        }
        return changes;
    }

    private static SourceReport report(Verdict reading, Map<String, BlockSums> full, List<DescriptorChange> changes) {
        SourcePosition origin = reading.getOrigin();
        return new SourceReport(
                reading.getSource(),
                origin.getTopic(),
                origin.getPartition(),
                origin.getOffset(),
                ChronoUnit.MICROS.between(Instant.EPOCH, reading.getDecidedAt()),
                full,
                changes);
    }
}
