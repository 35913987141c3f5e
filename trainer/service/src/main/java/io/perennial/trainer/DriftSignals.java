package io.perennial.trainer;

import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Drift of the stream that asks for more replay, or for an update. A signal raises the share of the update whose window is closed next, or
 * closes that window. When signals come is not a function of the samples, so the share that follows is part of the plan of an update and of its manifest. Not safe for use by several
 * threads.
 */
final class DriftSignals {
    /** No more than half of a batch is old. */
    static final double GREATEST_SHARE = 0.5;

    private final double share;
    private final double alarmShare;
    private final Supplier<List<LoggedEvent<DriftSignal>>> log;
    private final List<LoggedEvent<DriftSignal>> waiting = new ArrayList<>();
    private long end;

    /**
     * @param share share without drift
     * @param alarmShare share where the statistic of a signal is at its threshold
     * @param log gives the signals that were committed since it was asked last
     * @param from signals below this offset have had their say
     */
    DriftSignals(double share, double alarmShare, Supplier<List<LoggedEvent<DriftSignal>>> log, long from) {
        this.share = share;
        this.alarmShare = alarmShare;
        this.log = log;
        this.end = from;
    }

    /** Signals that nobody listens to: the share never changes. */
    static DriftSignals ignored(double share) {
        return new DriftSignals(share, share, List::of, -1);
    }

    /** Takes signals in the order of the log. */
    void arrived(List<LoggedEvent<DriftSignal>> signals) {
        for (LoggedEvent<DriftSignal> signal : signals) {
            if (signal.offset() >= end) {
                end = signal.offset() + 1;
                waiting.add(signal);
            }
        }
    }

    /** The share for a window that is closed now. */
    ReplayShare share() {
        arrived(log.get());
        double raised = share;
        for (LoggedEvent<DriftSignal> signal : waiting) {
            if (signal.event().getRequest() == DriftRequest.RAISE_REPLAY) {
                raised = Math.max(raised, raisedBy(signal.event()));
            }
        }
        return new ReplayShare(raised, end);
    }

    /** Whether a signal that nobody has acted on asks to train now. */
    boolean askToTrain() {
        arrived(log.get());
        return waiting.stream().anyMatch(signal -> signal.event().getRequest() == DriftRequest.TRAIN_NOW);
    }

    /** The update of a share is committed: the signals behind it have had their say. */
    void heard(ReplayShare decided) {
        waiting.removeIf(signal -> signal.offset() < decided.signalsUntil());
    }

    /** Linear in the statistic: the share without drift at 0, the share of an alarm at the threshold. */
    private double raisedBy(DriftSignal signal) {
        double strength = signal.getStatistic() / signal.getThreshold();
        double bounded = Double.isFinite(strength) ? Math.max(1, strength) : 1;
        return Math.min(GREATEST_SHARE, share + (alarmShare - share) * bounded);
    }
}
