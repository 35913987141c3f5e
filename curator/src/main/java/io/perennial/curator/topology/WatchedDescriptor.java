package io.perennial.curator.topology;

import io.perennial.curator.drift.blocks.HourlySums;
import io.perennial.curator.drift.calibration.DescriptorWatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What is kept of one descriptor of one source, beside its history.
 *
 * @param hours traffic of the last day
 * @param added blocks in its history so far
 */
record WatchedDescriptor(DescriptorWatch watch, HourlySums hours, long added) {
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(added);
            hours.write(out);
            watch.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static WatchedDescriptor fromBytes(byte[] state) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            long added = in.readLong();
            HourlySums hours = HourlySums.read(in);
            return new WatchedDescriptor(DescriptorWatch.read(in), hours, added);
        } catch (IOException e) {
            throw new UncheckedIOException("state of a detector cannot be read", e);
        }
    }
}
