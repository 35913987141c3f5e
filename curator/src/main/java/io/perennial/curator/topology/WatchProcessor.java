package io.perennial.curator.topology;

import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.StreamDetector;
import io.perennial.curator.drift.blocks.Mixes;
import io.perennial.curator.drift.blocks.Observed;
import io.perennial.curator.drift.blocks.Rates;
import io.perennial.curator.drift.blocks.SourceBlock;
import io.perennial.curator.drift.blocks.SourceReport;
import io.perennial.curator.drift.blocks.SourceReport.DescriptorChange;
import io.perennial.curator.drift.calibration.BlockSums;
import io.perennial.curator.drift.detectors.SampleDetector;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the readings of each source in blocks, and lets the detectors that the rules choose look at each reading. All readings of a source
 * are in the same partition, in their order; the headers of a reading hold the names that it has. Sends a report where a block is full or a
 * detector saw a change.
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
        Map<String, Double> values = values(reading, repeated);
        Map<String, BlockSums> full = block.add(
                record.timestamp(),
                observed(values, repeated, record.headers()),
                repeated,
                rules.drift().alarms().block());
        List<DescriptorChange> changes = changes(detectors, reading.getSource(), values, block);
        blocks.put(reading.getSource(), block.toBytes());
        if (full != null || !changes.isEmpty()) {
            SourceReport report = report(reading, full == null ? Map.of() : full, changes);
            context().forward(new Record<>(rules.modality().name(), report, record.timestamp()));
        }
    }

    /** Of a repeated record only that it is one. */
    private static Map<String, Double> values(Verdict reading, boolean repeated) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (!repeated) {
            for (Score score : reading.getScores()) {
                if (Double.isFinite(score.getValue())) {
                    values.put(score.getName(), score.getValue());
                }
            }
            values.put(Rates.REJECTED, reading.getOutcome() == Outcome.KEPT ? 0.0 : 1.0);
        }
        values.put(Rates.REPEATED, repeated ? 1.0 : 0.0);
        return values;
    }

    private Observed observed(Map<String, Double> values, boolean repeated, Headers headers) {
        Map<String, Double> means = new HashMap<>();
        Map<String, Double> shapes = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        for (String descriptor : rules.drift().watched()) {
            String measure = Mixes.measure(descriptor);
            Double value = values.get(measure == null ? descriptor : measure);
            Header name = headers.lastHeader(descriptor);
            if (value != null) {
                (measure == null ? means : shapes).put(descriptor, value);
            } else if (name != null && !repeated) {
                names.put(descriptor, new String(name.value(), StandardCharsets.UTF_8));
            }
        }
        return new Observed(means, shapes, names);
    }

    private List<DescriptorChange> changes(
            KeyValueStore<String, byte[]> store, String source, Map<String, Double> values, SourceBlock block) {
        List<DescriptorChange> changes = new ArrayList<>();
        values.forEach((descriptor, value) -> {
            if (!rules.drift().descriptors().contains(descriptor)) {
                return;
            }
            SampleDetector chosen = rules.drift().detector(descriptor);
            // ADWIN's is the key from before there was a choice. No detector can go on with the state of another.
            String key = (chosen == SampleDetector.ADWIN ? "" : chosen + ":") + descriptor + "/" + source;
            byte[] state = store.get(key);
            StreamDetector detector =
                    state == null ? chosen.create(rules.drift().delta()) : chosen.read(state);
            Change change = detector.add(value);
            store.put(key, detector.toBytes());
            if (change != null) {
                changes.add(new DescriptorChange(descriptor, change, block.deviation(descriptor)));
            }
        });
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
