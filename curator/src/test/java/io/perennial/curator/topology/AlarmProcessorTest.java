package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.blocks.BlockSize;
import io.perennial.curator.drift.blocks.Observed;
import io.perennial.curator.drift.blocks.SourceBlock;
import io.perennial.curator.drift.blocks.SourceReport;
import io.perennial.curator.drift.blocks.SourceReport.DescriptorChange;
import io.perennial.curator.drift.calibration.BlockSums;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.AlarmPromise;
import io.perennial.schemas.records.DriftContribution;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlarmProcessorTest {
    private static final RuleSet RULES = RuleSet.bundled(Modality.TEXT);
    private static final long START_MICROS = 1_795_000_000_000_000L;
    private static final long MINUTE_MICROS = 60_000_000;
    private static final int DAY = 1440;
    private static final Change CHANGE = new Change(0.5, 0.2, 4, 5, 300, 20);

    private final MockProcessorContext<String, DriftSignal> context = new MockProcessorContext<>();
    private final KeyValueStore<String, byte[]> watches = store("watches");
    private final KeyValueStore<String, byte[]> history = store("history");

    @BeforeEach
    void start() {
        watches.init(context.getStateStoreContext(), watches);
        history.init(context.getStateStoreContext(), history);
    }

    @Test
    void aRateThatJumpsBeforeThereIsAHistoryIsFoundByAnEDetectorAndTheSignalCarriesItsPromiseAndTheLedger() {
        // given
        List<SourceReport> reports = new ArrayList<>();
        for (int minute = 0; minute < 120; minute++) {
            reports.add(block("docs", minute, "rejected", minute < 60 ? 0.1 : 0.7));
            reports.add(block("news", minute, "rejected", 0.1));
        }

        // when
        List<DriftSignal> signals = process(reports, reports.size());

        // then
        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.getSource()).isEqualTo("docs");
            assertThat(signal.getPromise()).isEqualTo(AlarmPromise.E_DETECTOR);
            assertThat(signal.getMethod()).startsWith("e-detector");
            assertThat(signal.getRunLength()).isCloseTo(2 * DAY, within(1.0));
            assertThat(signal.getDetectors()).isEqualTo(2);
            assertThat(signal.getBudgetPerDay()).isEqualTo(1);
            assertThat(signal.getRealisedAlarms()).isEqualTo(1);
            assertThat(signal.getRealisedAlarmsOfAll()).isEqualTo(1);
            assertThat(signal.getUnpromisedAlarmsOfAll()).isZero();
            assertThat(signal.getPromisedAlarms()).isBetween(0.015, 0.035);
            assertThat(signal.getPromisedAlarmsOfAll()).isGreaterThan(1.8 * signal.getPromisedAlarms());
            assertThat(signal.getShare()).isCloseTo(0.5, within(0.01));
        });
    }

    @Test
    void onceAHistoryAllowsAPromiseItIsKeptAndAdwinIsNotPassedOnAnyMore() {
        // given
        List<SourceReport> reports = history(5, 1.5);
        SourceReport early = reports.get(200);
        reports.set(200, with(early, CHANGE));
        SourceReport late = reports.get(reports.size() - 10);
        reports.set(reports.size() - 10, with(late, CHANGE));

        // when
        List<DriftSignal> signals = process(reports, reports.size());

        // then
        assertThat(signals).hasSize(2);
        assertThat(signals.get(0).getPromise()).isEqualTo(AlarmPromise.NONE);
        assertThat(signals.get(0).getMethod()).startsWith("ADWIN delta=0.002; no promise: ");
        assertThat(signals.get(0).getUnpromisedAlarms()).isEqualTo(1);
        assertThat(signals.get(0).getRequest()).isEqualTo(DriftRequest.RAISE_REPLAY);
        DriftSignal promised = signals.get(1);
        assertThat(promised.getPromise()).isEqualTo(AlarmPromise.EXTENDED);
        assertThat(promised.getMethod()).startsWith("CUSUM of block means, one false alarm in 2880 blocks");
        assertThat(promised.getHistory()).isGreaterThan(4096);
        assertThat(promised.getStatistic()).isGreaterThan(promised.getThreshold());
        assertThat(promised.getRealisedAlarms()).isEqualTo(1);
        assertThat(promised.getUnpromisedAlarmsOfAll()).isEqualTo(1);
        assertThat(promised.getContributions())
                .extracting(DriftContribution::getSource)
                .startsWith("docs")
                .hasSize(2);
    }

    @Test
    void aProcessorThatIsReplacedAgainAndAgainSendsTheSameSignals() {
        // given
        List<SourceReport> reports = history(4, 2);

        // when
        List<DriftSignal> uninterrupted = process(reports, reports.size());
        MockProcessorContext<String, DriftSignal> other = new MockProcessorContext<>();
        AlarmProcessorTest again = new AlarmProcessorTest();
        again.watches.init(other.getStateStoreContext(), again.watches);
        again.history.init(other.getStateStoreContext(), again.history);
        List<DriftSignal> interrupted = again.process(reports, 97);

        // then
        assertThat(interrupted).isNotEmpty().isEqualTo(uninterrupted);
    }

    @Test
    void aMixThatChangesIsFoundUnderAPromiseFromTheHistoryOfItsDistances() {
        // given: 32 records a minute, of which more say b in the last half day
        Random random = new Random(32);
        SourceBlock block = new SourceBlock();
        List<SourceReport> reports = new ArrayList<>();
        for (int i = 0; i < 32 * 4 * DAY; i++) {
            int minute = i / 32;
            String name = random.nextDouble() < (minute < 3.5 * DAY ? 0.3 : 0.55) ? "b" : "a";
            Observed observed = new Observed(Map.of(), Map.of(), Map.of("language_mix", name));
            Map<String, BlockSums> full = block.add(minute * 60_000L, observed, false, new BlockSize(32, 0));
            if (full != null) {
                reports.add(report("docs", minute, full));
            }
        }

        // when
        List<DriftSignal> signals = process(reports, reports.size());

        // then
        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.getDescriptor()).isEqualTo("language_mix");
            assertThat(signal.getPromise()).isEqualTo(AlarmPromise.EXTENDED);
            assertThat(signal.getOrigin().getOffset()).isBetween((long) (3.5 * DAY), (long) (3.5 * DAY) + 60);
            // A quarter of the records says something else: half a deviation of one of them.
            assertThat(signal.getEffect()).isBetween(0.2, 0.6);
        });
    }

    /** Two sources whose length wanders; that of one is shifted half a day before the end, by so many deviations of its blocks. */
    private static List<SourceReport> history(int days, double shift) {
        Random random = new Random(31);
        List<SourceReport> reports = new ArrayList<>();
        double level = 0;
        for (int minute = 0; minute < days * DAY; minute++) {
            level = 0.5 * level + random.nextGaussian();
            double shifted = minute < (days - 0.5) * DAY ? 0 : shift * 1.15;
            reports.add(block("docs", minute, "length", 8 + 0.1 * (level + shifted)));
            reports.add(block("news", minute, "length", 9 + 0.1 * random.nextGaussian()));
        }
        return reports;
    }

    private static SourceReport block(String source, int minute, String descriptor, double mean) {
        // 256 samples of deviation 0.5 around the mean.
        BlockSums sums = new BlockSums(256, 256 * mean, 256 * (mean * mean + 0.25));
        return report(source, minute, Map.of(descriptor, sums));
    }

    private static SourceReport report(String source, int minute, Map<String, BlockSums> block) {
        return new SourceReport(source, "raw.text", 0, minute, START_MICROS + minute * MINUTE_MICROS, block, List.of());
    }

    private static SourceReport with(SourceReport report, Change change) {
        return new SourceReport(
                report.source(),
                report.topic(),
                report.partition(),
                report.offset(),
                report.time(),
                report.block(),
                List.of(new DescriptorChange("length", change, 2)));
    }

    /** The signals of reports that a new processor goes on with after so many. */
    private List<DriftSignal> process(List<SourceReport> reports, int each) {
        MockProcessorContext<String, DriftSignal> processing = new MockProcessorContext<>();
        processing.addStateStore(watches);
        processing.addStateStore(history);
        AlarmProcessor alarms = new AlarmProcessor(RULES, "watches", "history");
        for (int i = 0; i < reports.size(); i++) {
            if (i % each == 0) {
                alarms = new AlarmProcessor(RULES, "watches", "history");
                alarms.init(processing);
            }
            alarms.process(new Record<>("TEXT", reports.get(i), i));
        }
        return processing.forwarded().stream()
                .map(forward -> (DriftSignal) forward.record().value())
                .toList();
    }

    private static KeyValueStore<String, byte[]> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
    }
}
