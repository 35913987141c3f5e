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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open block of a source: sums of its descriptors, and counts of those whose distribution is watched. Samples belong to a block in the
 * order in which they come, whatever their time: a late one is a sample like any other. The time of a block is that of the sample that fills
 * it, and a late one fills none. A content that the source sent shortly before counts for {@link Rates#REPEATED} and for nothing else, so a
 * publisher who sends a batch again changes no other descriptor. Not safe for use by several threads.
 */
public final class SourceBlock {
    private static final long NOT_STARTED = -1;
    /** Halved from here on, so that the deviation of samples follows the stream. */
    private static final long LONG_RUN = 8192;

    private RecentContents recent = new RecentContents();
    private final Map<String, BlockSums> open = new TreeMap<>();
    private final Map<String, BlockSums> longRun = new TreeMap<>();
    private final Map<String, Mix.OfNumbers> shapes = new TreeMap<>();
    private final Map<String, Mix.OfNames> mixes = new TreeMap<>();
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
     * @param repeated whether only its being repeated counts
     * @return the sums of each descriptor if the record filled the block, else null; a distance is the sum of as many values as were counted
     */
    public @Nullable Map<String, BlockSums> add(long time, Observed observed, boolean repeated, BlockSize size) {
        if (startedAt == NOT_STARTED) {
            startedAt = time;
        }
        records++;
        samples += repeated ? 0 : 1;
        observed.values().forEach((descriptor, value) -> {
            open.merge(descriptor, BlockSums.NONE.plus(value), BlockSums::plus);
            BlockSums all = longRun.merge(descriptor, BlockSums.NONE.plus(value), BlockSums::plus);
            if (all.count() >= LONG_RUN) {
                longRun.put(descriptor, all.halved());
            }
        });
        observed.shapes()
                .forEach((descriptor, value) -> shapes.computeIfAbsent(descriptor, unknown -> new Mix.OfNumbers())
                        .add(value));
        observed.names()
                .forEach((descriptor, name) -> mixes.computeIfAbsent(descriptor, unknown -> new Mix.OfNames())
                        .add(name));
        if (!size.isFull(samples, records, repeated ? 0 : time - startedAt)) {
            return null;
        }
        Map<String, BlockSums> full = new TreeMap<>(open);
        open.clear();
        endBlock(shapes, full);
        endBlock(mixes, full);
        startedAt = time;
        samples = 0;
        records = 0;
        return full;
    }

    private static void endBlock(Map<String, ? extends Mix<?>> mixes, Map<String, BlockSums> full) {
        mixes.forEach((descriptor, mix) -> {
            BlockSums distance = mix.endBlock();
            if (distance != null) {
                full.put(descriptor, distance);
            }
        });
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
            writeMixes(shapes, out);
            writeMixes(mixes, out);
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
            // A state from before there were mixes ends here.
            if (in.available() > 0) {
                readMixes(in, block.shapes, Mix.OfNumbers::new);
                readMixes(in, block.mixes, Mix.OfNames::new);
            }
            return block;
        } catch (IOException e) {
            throw new UncheckedIOException("state of an open block cannot be read", e);
        }
    }

    private static void writeMixes(Map<String, ? extends Mix<?>> mixes, DataOutputStream out) throws IOException {
        out.writeInt(mixes.size());
        for (Map.Entry<String, ? extends Mix<?>> entry : mixes.entrySet()) {
            out.writeUTF(entry.getKey());
            entry.getValue().write(out);
        }
    }

    private static <M extends Mix<?>> void readMixes(DataInputStream in, Map<String, M> mixes, Supplier<M> start)
            throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            M mix = start.get();
            mixes.put(in.readUTF(), mix);
            mix.read(in);
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
