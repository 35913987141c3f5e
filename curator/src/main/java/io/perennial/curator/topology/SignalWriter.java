package io.perennial.curator.topology;

import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.blocks.Attribution;
import io.perennial.curator.drift.blocks.SourceReport;
import io.perennial.curator.drift.blocks.SourceReport.DescriptorChange;
import io.perennial.curator.drift.calibration.Alarm;
import io.perennial.curator.drift.calibration.AlarmLedger;
import io.perennial.curator.drift.calibration.DescriptorWatch;
import io.perennial.curator.drift.calibration.Promise;
import io.perennial.curator.drift.calibration.RaisedAlarm;
import io.perennial.curator.rules.Grading;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.AlarmPromise;
import io.perennial.schemas.records.DriftContribution;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.SourcePosition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Writes drift signals. Nothing in them depends on when or where the curator ran. */
final class SignalWriter {
    private final RuleSet rules;

    SignalWriter(RuleSet rules) {
        this.rules = rules;
    }

    /** A change that a detector of single samples saw. */
    DriftSignal unpromised(
            SourceReport report,
            DescriptorChange changed,
            DescriptorWatch watch,
            AllDetectors all,
            Attribution attribution) {
        Change change = changed.change();
        double effect = effect(change.meanBefore(), change.meanAfter(), changed.deviation());
        return start(report, changed.descriptor(), watch.ledger(), all, attribution)
                .setMethod(rules.drift()
                                .detector(changed.descriptor())
                                .method(rules.drift().delta()) + "; "
                        + watch.calibration().reason())
                .setStatistic(change.statistic())
                .setThreshold(change.threshold())
                .setMeanBefore(change.meanBefore())
                .setMeanAfter(change.meanAfter())
                .setWindowBefore(change.before())
                .setWindowAfter(change.after())
                .setPromise(AlarmPromise.NONE)
                .setHistory(watch.calibration().history())
                .setEffect(effect)
                .setRequest(request(effect, attribution.share(), false))
                .build();
    }

    /** @param deviation standard deviation of a sample */
    DriftSignal promised(
            SourceReport report,
            String descriptor,
            RaisedAlarm raised,
            double deviation,
            DescriptorWatch watch,
            AllDetectors all,
            Attribution attribution) {
        Alarm alarm = raised.alarm();
        double effect = effect(alarm.meanBefore(), alarm.meanAfter(), deviation);
        return start(report, descriptor, watch.ledger(), all, attribution)
                .setMethod(method(raised))
                .setStatistic(alarm.statistic())
                .setThreshold(alarm.threshold())
                .setMeanBefore(alarm.meanBefore())
                .setMeanAfter(alarm.meanAfter())
                .setWindowBefore(alarm.before())
                .setWindowAfter(alarm.after())
                .setPromise(promise(raised.promise()))
                .setRunLength(raised.runLength())
                .setHistory(raised.history())
                .setEffect(effect)
                .setRequest(request(effect, attribution.share(), true))
                .build();
    }

    private DriftSignal.Builder start(
            SourceReport report, String descriptor, AlarmLedger ledger, AllDetectors all, Attribution attribution) {
        List<DriftContribution> contributions = attribution.changes().entrySet().stream()
                .map(part -> new DriftContribution(part.getKey(), part.getValue()))
                .toList();
        return DriftSignal.newBuilder()
                .setModality(rules.modality())
                .setSource(report.source())
                .setDescriptor(descriptor)
                .setOrigin(new SourcePosition(report.topic(), report.partition(), report.offset()))
                .setDetectedAt(Instant.EPOCH.plus(report.time(), ChronoUnit.MICROS))
                .setConfigHash(rules.sha256())
                .setBudgetPerDay(rules.drift().alarms().perDay())
                .setDetectors(all.count())
                .setPromisedAlarms(ledger.promised())
                .setRealisedAlarms(ledger.realised())
                .setUnpromisedAlarms(ledger.unpromised())
                .setPromisedAlarmsOfAll(all.ledger().promised())
                .setRealisedAlarmsOfAll(all.ledger().realised())
                .setUnpromisedAlarmsOfAll(all.ledger().unpromised())
                .setShare(attribution.share())
                .setContributions(contributions);
    }

    private DriftRequest request(double effect, double share, boolean promised) {
        Grading grading = rules.drift().grading();
        DriftRequest strongest = rules.drift().request();
        return grading == null ? strongest : grading.request(effect, share, promised, strongest);
    }

    private static double effect(double before, double after, double deviation) {
        return deviation > 0 ? Math.abs(after - before) / deviation : 0;
    }

    private static String method(RaisedAlarm raised) {
        String rate = String.format(Locale.ROOT, "one false alarm in %.0f blocks", raised.runLength());
        return raised.promise() == Promise.E_DETECTOR
                ? "e-detector of block means, " + rate + " while the mean stays within 5 % of its range"
                : String.format(
                        Locale.ROOT,
                        "CUSUM of block means, %s, threshold %s from %d blocks of history",
                        rate,
                        raised.promise() == Promise.REPLAYED ? "replayed" : "extended",
                        raised.history());
    }

    private static AlarmPromise promise(Promise promise) {
        return switch (promise) {
            case NONE -> AlarmPromise.NONE;
            case E_DETECTOR -> AlarmPromise.E_DETECTOR;
            case EXTENDED -> AlarmPromise.EXTENDED;
            case REPLAYED -> AlarmPromise.REPLAYED;
        };
    }
}
