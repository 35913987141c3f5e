package io.perennial.curator.topology;

import io.perennial.curator.drift.calibration.AlarmLedger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The detectors of a modality together.
 *
 * @param count that share the budget
 * @param ledger of all of them
 */
record AllDetectors(int count, AlarmLedger ledger) {
    /** No key of a detector, since those contain a slash. */
    private static final String KEY = "all";

    AllDetectors andOne() {
        return new AllDetectors(count + 1, ledger);
    }

    /** After the ledger of one of them has changed. */
    AllDetectors with(AlarmLedger before, AlarmLedger after) {
        return new AllDetectors(
                count,
                new AlarmLedger(
                        ledger.promised() + (after.promised() - before.promised()),
                        ledger.realised() + after.realised() - before.realised(),
                        ledger.unpromised() + after.unpromised() - before.unpromised()));
    }

    void write(KeyValueStore<String, byte[]> store) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(count);
            ledger.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.put(KEY, bytes.toByteArray());
    }

    static AllDetectors read(KeyValueStore<String, byte[]> store) {
        byte[] state = store.get(KEY);
        if (state == null) {
            return new AllDetectors(0, AlarmLedger.EMPTY);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            return new AllDetectors(in.readInt(), AlarmLedger.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException("state of all detectors cannot be read", e);
        }
    }
}
