package io.perennial.curator.drift.blocks;

import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.calibration.BlockSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * What there is to say about a source at one of its records: a full block, changes of single samples, or both.
 *
 * @param topic of the raw record
 * @param time of the raw record in microseconds
 * @param block sums of each descriptor; empty if no block is full
 */
public record SourceReport(
        String source,
        String topic,
        int partition,
        long offset,
        long time,
        Map<String, BlockSums> block,
        List<DescriptorChange> changes) {

    public SourceReport {
        block = Map.copyOf(block);
        changes = List.copyOf(changes);
    }

    /** @param deviation standard deviation of the descriptor over the last samples */
    public record DescriptorChange(String descriptor, Change change, double deviation) {}

    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public static Serde<SourceReport> serde() {
        return Serdes.serdeFrom(
                (topic, report) -> report == null ? null : report.toBytes(),
                (topic, bytes) -> bytes == null ? null : fromBytes(bytes));
    }

    private byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(source);
            out.writeUTF(topic);
            out.writeInt(partition);
            out.writeLong(offset);
            out.writeLong(time);
            SourceBlock.write(new TreeMap<>(block), out);
            out.writeInt(changes.size());
            for (DescriptorChange changed : changes) {
                write(changed, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DescriptorChange changed, DataOutputStream out) throws IOException {
        Change change = changed.change();
        out.writeUTF(changed.descriptor());
        out.writeDouble(changed.deviation());
        out.writeDouble(change.statistic());
        out.writeDouble(change.threshold());
        out.writeDouble(change.meanBefore());
        out.writeDouble(change.meanAfter());
        out.writeLong(change.before());
        out.writeLong(change.after());
    }

    private static SourceReport fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String source = in.readUTF();
            String topic = in.readUTF();
            int partition = in.readInt();
            long offset = in.readLong();
            long time = in.readLong();
            Map<String, BlockSums> block = SourceBlock.read(in);
            List<DescriptorChange> changes = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                String descriptor = in.readUTF();
                double deviation = in.readDouble();
                Change change = new Change(
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readLong(),
                        in.readLong());
                changes.add(new DescriptorChange(descriptor, change, deviation));
            }
            return new SourceReport(source, topic, partition, offset, time, block, changes);
        } catch (IOException e) {
            throw new UncheckedIOException("report of a source cannot be read", e);
        }
    }
}
