package io.perennial.curator.drift.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What was promised and what came of it, of one detector or of all. A true alarm is among the realised ones: which are false, only people
 * know.
 *
 * @param promised expected false alarms of all blocks so far that stood under a promise
 * @param realised alarms raised under a promise
 * @param unpromised alarms raised without one
 */
public record AlarmLedger(double promised, long realised, long unpromised) {
    public static final AlarmLedger EMPTY = new AlarmLedger(0, 0, 0);

    public AlarmLedger plus(AlarmLedger other) {
        return new AlarmLedger(promised + other.promised, realised + other.realised, unpromised + other.unpromised);
    }

    /** A block was looked at with this promised run length. */
    AlarmLedger watched(double runLength) {
        return new AlarmLedger(promised + 1 / runLength, realised, unpromised);
    }

    AlarmLedger alarmed() {
        return new AlarmLedger(promised, realised + 1, unpromised);
    }

    AlarmLedger alarmedWithoutPromise() {
        return new AlarmLedger(promised, realised, unpromised + 1);
    }

    public void write(DataOutput out) throws IOException {
        out.writeDouble(promised);
        out.writeLong(realised);
        out.writeLong(unpromised);
    }

    public static AlarmLedger read(DataInput in) throws IOException {
        return new AlarmLedger(in.readDouble(), in.readLong(), in.readLong());
    }
}
