package io.perennial.curator.drift.blocks;

import io.perennial.curator.drift.calibration.BlockSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The open block of a source. Samples belong to a block in the order in which they come, whatever their time: a late one is a sample like
 * any other. The time of a block is that of the sample that fills it, and a late one fills none. A content that the source sent shortly
 * before counts for {@link Rates#REPEATED} and for nothing else, so a publisher who sends a batch again changes no other descriptor. Not
 * safe for use by several threads.
 */
public final class SourceBlock {
    private static final long NOT_STARTED = -1;
    /** Halved from here on, so that the deviation of samples follows the stream. */
    private static final long LONG_RUN = 8192;

    private RecentContents recent = new RecentContents();
    private final Map<String, BlockSums> open = new TreeMap<>();
    private final Map<String, BlockSums> longRun = new TreeMap<>();
    private long startedAt = NOT_STARTED;
    private long samples;
    private long records;

    /** True if the source sent the content shortly before. Asked once for each record. */
    public boolean repeats(String contentSha256) {
        return recent.holds(contentSha256);
    }

    /**
     * Adds a record.
     *
     * @param time of the record in milliseconds
     * @param values of its descriptors
     * @param repeated whether only its being repeated counts
     * @return the sums of each descriptor if the record filled the block, else null
     */
    public @Nullable Map<String, BlockSums> add(
            long time, Map<String, Double> values, boolean repeated, BlockSize size) {
        if (startedAt == NOT_STARTED) {
            startedAt = time;
        }
        records++;
        samples += repeated ? 0 : 1;
        values.forEach((descriptor, value) -> {
            open.merge(descriptor, BlockSums.NONE.plus(value), BlockSums::plus);
            BlockSums all = longRun.merge(descriptor, BlockSums.NONE.plus(value), BlockSums::plus);
            if (all.count() >= LONG_RUN) {
                longRun.put(descriptor, all.halved());
            }
        });
        if (!size.isFull(samples, records, repeated ? 0 : time - startedAt)) {
            return null;
        }
        Map<String, BlockSums> full = new TreeMap<>(open);
        open.clear();
        startedAt = time;
        samples = 0;
        records = 0;
        return full;
    }

    /** Standard deviation of the values of a descriptor over the last samples; 0 if there are none. */
    public double deviation(String descriptor) {
        return longRun.getOrDefault(descriptor, BlockSums.NONE).deviation();
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(startedAt);
            out.writeLong(samples);
            out.writeLong(records);
            write(open, out);
            write(longRun, out);
            recent.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #toBytes()} wrote. */
    public static SourceBlock fromBytes(byte[] state) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            SourceBlock block = new SourceBlock();
            block.startedAt = in.readLong();
            block.samples = in.readLong();
            block.records = in.readLong();
            block.open.putAll(read(in));
            block.longRun.putAll(read(in));
            block.recent = RecentContents.read(in);
            return block;
        } catch (IOException e) {
            throw new UncheckedIOException("state of an open block cannot be read", e);
        }
    }

    static void write(Map<String, BlockSums> sums, DataOutputStream out) throws IOException {
        out.writeInt(sums.size());
        for (Map.Entry<String, BlockSums> entry : sums.entrySet()) {
            out.writeUTF(entry.getKey());
            entry.getValue().write(out);
        }
    }

    static Map<String, BlockSums> read(DataInputStream in) throws IOException {
        Map<String, BlockSums> sums = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            sums.put(in.readUTF(), BlockSums.read(in));
        }
        return sums;
    }
}
