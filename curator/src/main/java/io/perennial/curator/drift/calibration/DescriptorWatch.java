package io.perennial.curator.drift.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Watches one descriptor of one source, block by block. While its history is short, an {@link EDetector} does, if the descriptor has bounds;
 * once {@value #SHORTEST_DAYS} days of history allow a promise, a {@link RestartingCusum} whose threshold they gave. The threshold is found
 * anew when the history has grown or moved by an eighth, or the promised rate by a quarter. Everything is a function of the blocks and
 * their order. Not safe for use by several threads.
 */
public final class DescriptorWatch {
    static final double SHORTEST_DAYS = 3;
    private static final double MOVED = 1.25;
    private static final int FIRST_CALIBRATION = 1024;

    private @Nullable EDetector interim;
    private RestartingCusum cusum = new RestartingCusum();
    private DailyProfile profile = DailyProfile.FLAT;
    private final Pace pace = new Pace();
    private Calibration calibration = Calibration.refused(0, "no promise: no history");
    private AlarmLedger ledger = AlarmLedger.EMPTY;
    /** What the last calibration was made for. */
    private double intended;

    private long calibratedAt;

    /** @param bounds of the descriptor; null: it has none, and nothing can be promised without a history */
    public DescriptorWatch(EDetector.@Nullable Bounds bounds) {
        interim = bounds == null ? null : new EDetector(bounds);
    }

    /**
     * Adds a block to the watch and to its history.
     *
     * @param time at which the block ended, in milliseconds
     * @param budget of all detectors
     * @param detectors that share it
     */
    public @Nullable RaisedAlarm add(long time, double mean, BlockHistory history, AlarmBudget budget, int detectors) {
        pace.add(time);
        double runLength = budget.runLength(detectors, pace.blocksPerDay());
        RaisedAlarm raised = detect(time, mean, runLength);
        ledger = raised == null ? ledger : ledger.alarmed();
        history.add(time, mean);
        if (isDue(history.added(), runLength)) {
            calibrate(history, runLength);
        }
        return raised;
    }

    /** A detector that promises nothing raised an alarm, and it was passed on. */
    public void alarmedWithoutPromise() {
        ledger = ledger.alarmedWithoutPromise();
    }

    /** True if the threshold comes from the stream's own history. */
    public boolean isCalibrated() {
        return calibration.promises();
    }

    public AlarmLedger ledger() {
        return ledger;
    }

    public Calibration calibration() {
        return calibration;
    }

    private @Nullable RaisedAlarm detect(long time, double mean, double runLength) {
        if (calibration.promises()) {
            ledger = ledger.watched(calibration.runLength());
            Alarm alarm = cusum.add(profile.residual(time, mean), calibration.deviation(), calibration.threshold());
            return alarm == null
                    ? null
                    : new RaisedAlarm(alarm, calibration.promise(), calibration.runLength(), calibration.history());
        }
        if (interim == null) {
            return null;
        }
        ledger = interim.isArmed() ? ledger.watched(runLength) : ledger;
        Alarm alarm = interim.add(mean, runLength);
        return alarm == null ? null : new RaisedAlarm(alarm, Promise.E_DETECTOR, runLength, EDetector.REFERENCE);
    }

    private boolean isDue(long added, double runLength) {
        if (added < FIRST_CALIBRATION) {
            return false;
        }
        long known = Math.min(calibratedAt, BlockHistory.KEPT);
        return added - calibratedAt > known / 8 || runLength > MOVED * intended || runLength * MOVED < intended;
    }

    private void calibrate(BlockHistory history, double runLength) {
        calibratedAt = history.added();
        intended = runLength;
        BlockHistory.Blocks blocks = history.blocks();
        double days = blocks.days();
        if (days < SHORTEST_DAYS) {
            calibration = Calibration.refused(
                    blocks.means().length, "no promise: history of less than " + (int) SHORTEST_DAYS + " days");
            return;
        }
        boolean promised = calibration.promises();
        DailyProfile.Fitted fitted = DailyProfile.fit(blocks.times(), blocks.means());
        calibration = ReplayCalibration.of(fitted.residuals(), runLength);
        profile = fitted.profile();
        if (calibration.promises() && !promised) {
            cusum = ReplayCalibration.replayed(fitted.residuals(), calibration);
        }
    }

    /** Writes the whole state, so that a watch that was written and read goes on as if nothing had happened. */
    public void write(DataOutput out) throws IOException {
        pace.write(out);
        out.writeBoolean(interim != null);
        if (interim != null) {
            interim.write(out);
        }
        cusum.write(out);
        profile.write(out);
        calibration.write(out);
        ledger.write(out);
        out.writeDouble(intended);
        out.writeLong(calibratedAt);
    }

    /** Reads what {@link #write} wrote. */
    public static DescriptorWatch read(DataInput in) throws IOException {
        DescriptorWatch watch = new DescriptorWatch(null);
        watch.pace.read(in);
        watch.interim = in.readBoolean() ? EDetector.read(in) : null;
        watch.cusum = RestartingCusum.read(in);
        watch.profile = DailyProfile.read(in);
        watch.calibration = Calibration.read(in);
        watch.ledger = AlarmLedger.read(in);
        watch.intended = in.readDouble();
        watch.calibratedAt = in.readLong();
        return watch;
    }
}
