package io.perennial.curator.drift.calibration;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A threshold, and what is promised with it.
 *
 * @param promise how it was found; NONE: it was not
 * @param threshold in deviations; 0 where nothing is promised
 * @param deviation standard deviation of block means in the history
 * @param runLength promised mean number of blocks between false alarms; 0: nothing is promised
 * @param history blocks of history that were replayed
 * @param reason why nothing is promised; empty where something is
 */
public record Calibration(
        Promise promise, double threshold, double deviation, double runLength, int history, String reason) {

    static Calibration refused(int history, String reason) {
        return new Calibration(Promise.NONE, 0, 0, 0, history, reason);
    }

    public boolean promises() {
        return promise != Promise.NONE;
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(promise.name());
        out.writeDouble(threshold);
        out.writeDouble(deviation);
        out.writeDouble(runLength);
        out.writeInt(history);
        out.writeUTF(reason);
    }

    static Calibration read(DataInput in) throws IOException {
        return new Calibration(
                Promise.valueOf(in.readUTF()),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                in.readUTF());
    }
}
