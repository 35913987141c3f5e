package io.perennial.curator.topology;

import io.perennial.curator.drift.blocks.Attribution;
import io.perennial.curator.drift.blocks.HourlySums;
import io.perennial.curator.drift.blocks.Rates;
import io.perennial.curator.drift.blocks.SourceReport;
import io.perennial.curator.drift.blocks.SourceReport.DescriptorChange;
import io.perennial.curator.drift.calibration.AlarmBudget;
import io.perennial.curator.drift.calibration.AlarmLedger;
import io.perennial.curator.drift.calibration.BlockSums;
import io.perennial.curator.drift.calibration.DescriptorWatch;
import io.perennial.curator.drift.calibration.RaisedAlarm;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.DriftSignal;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Watches the blocks of all sources of a modality, which come in one order, so that one task knows how many detectors share the budget, what was
 * promised and realised over all, and which source moved a mean. A change that a detector of single samples saw is passed on as long as nothing is promised from the
 * history of its descriptor.
 */
final class AlarmProcessor extends ContextualProcessor<String, SourceReport, String, DriftSignal> {
    private static final long MICROS_IN_MILLI = 1000;

    private final RuleSet rules;
    private final AlarmBudget budget;
    private final SignalWriter signals;
    private final String watchesName;
    private final String historyName;
    private @Nullable KeyValueStore<String, byte[]> watches;
    private @Nullable KeyValueStore<String, byte[]> history;

    AlarmProcessor(RuleSet rules, String watchesName, String historyName) {
        this.rules = rules;
        this.watchesName = watchesName;
        this.historyName = historyName;
        budget = new AlarmBudget(rules.drift().alarms().perDay());
        signals = new SignalWriter(rules);
    }

    @Override
    public void init(ProcessorContext<String, DriftSignal> context) {
        super.init(context);
        watches = context.getStateStore(watchesName);
        history = context.getStateStore(historyName);
    }

    @Override
    public void process(Record<String, SourceReport> record) {
        if (watches == null || history == null) {
            throw new IllegalStateException("process before init");
        }
        SourceReport report = record.value();
        AllDetectors all = AllDetectors.read(watches);
        for (DescriptorChange change : report.changes()) {
            all = changed(watches, all, record, change);
        }
        for (Map.Entry<String, BlockSums> sums : new TreeMap<>(report.block()).entrySet()) {
            all = block(watches, history, all, record, sums.getKey(), sums.getValue());
        }
        all.write(watches);
    }

    private AllDetectors changed(
            KeyValueStore<String, byte[]> store,
            AllDetectors before,
            Record<String, SourceReport> record,
            DescriptorChange change) {
        String key = key(change.descriptor(), record.value().source());
        byte[] state = store.get(key);
        WatchedDescriptor watched = watched(state, change.descriptor());
        DescriptorWatch watch = watched.watch();
        if (watch.isCalibrated()) {
            return before;
        }
        AllDetectors all = state == null ? before.andOne() : before;
        AlarmLedger ledger = watch.ledger();
        watch.alarmedWithoutPromise();
        all = all.with(ledger, watch.ledger());
        store.put(key, watched.toBytes());
        send(
                record,
                signals.unpromised(
                        record.value(), change, watch, all, attribution(store, record.value(), change.descriptor())));
        return all;
    }

    private AllDetectors block(
            KeyValueStore<String, byte[]> store,
            KeyValueStore<String, byte[]> pages,
            AllDetectors before,
            Record<String, SourceReport> record,
            String descriptor,
            BlockSums sums) {
        String key = key(descriptor, record.value().source());
        long time = record.value().time() / MICROS_IN_MILLI;
        byte[] state = store.get(key);
        WatchedDescriptor watched = watched(state, descriptor);
        AllDetectors all = state == null ? before.andOne() : before;
        DescriptorWatch watch = watched.watch();
        AlarmLedger ledger = watch.ledger();
        StoredHistory blocks = new StoredHistory(pages, key, watched.added());
        watched.hours().add(time, sums);
        RaisedAlarm raised = watch.add(time, sums.mean(), blocks, budget, all.count());
        all = all.with(ledger, watch.ledger());
        store.put(key, new WatchedDescriptor(watch, watched.hours(), blocks.added()).toBytes());
        if (raised != null) {
            double deviation = watched.hours().all().deviation();
            send(
                    record,
                    signals.promised(
                            record.value(),
                            descriptor,
                            raised,
                            deviation,
                            watch,
                            all,
                            attribution(store, record.value(), descriptor)));
        }
        return all;
    }

    private WatchedDescriptor watched(byte @Nullable [] state, String descriptor) {
        return state == null
                ? new WatchedDescriptor(new DescriptorWatch(Rates.bounds(descriptor)), new HourlySums(), 0)
                : WatchedDescriptor.fromBytes(state);
    }

    private static Attribution attribution(
            KeyValueStore<String, byte[]> store, SourceReport report, String descriptor) {
        long time = report.time() / MICROS_IN_MILLI;
        Map<String, Attribution.Traffic> sources = new TreeMap<>();
        String prefix = key(descriptor, "");
        // The character behind the slash ends the range of the descriptor.
        try (KeyValueIterator<String, byte[]> all = store.range(prefix, descriptor + (char) ('/' + 1))) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                if (entry.key.startsWith(prefix)) {
                    HourlySums hours = WatchedDescriptor.fromBytes(entry.value).hours();
                    sources.put(
                            entry.key.substring(prefix.length()),
                            new Attribution.Traffic(hours.before(time), hours.recent(time)));
                }
            }
        }
        return Attribution.of(sources, report.source());
    }

    private void send(Record<String, SourceReport> record, DriftSignal signal) {
        context().forward(record.withKey(rules.modality().name()).withValue(signal));
    }

    private static String key(String descriptor, String source) {
        return descriptor + "/" + source;
    }
}
