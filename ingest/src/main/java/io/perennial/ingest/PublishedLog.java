package io.perennial.ingest;

import io.perennial.runtime.ServiceException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What was published from this machine: ids of samples and positions in growing files, as an append-only file. A batch is written
 * and synced before its Kafka transaction commits and carries the number that the transaction commits, so after a crash Kafka says
 * whether the last batch counts ({@link #settle}). A torn end of the file is cut off. One process at a time; used by one thread.
 */
final class PublishedLog implements AutoCloseable {
    private static final int ID_BYTES = 2 * Long.BYTES;
    private static final long COMPACT_ABOVE_BYTES = 16L << 20;
    private static final byte BATCH = 1;
    private static final byte CONFIRMED = 2;

    private final Path directory;
    private final FileChannel lockChannel;
    private final String identity;
    private final Set<Id> ids = new HashSet<>();
    private final Map<String, TailPosition> positions = new HashMap<>();
    private @Nullable Batch unsettled;
    private long sequence;
    private FileChannel file;
    private long liveBytes;

    private PublishedLog(Path directory, FileChannel lockChannel) throws IOException {
        this.directory = directory;
        this.lockChannel = lockChannel;
        this.identity = readIdentity();
        this.file = openFile();
        replay();
    }

    /** First half of a SHA-256: 128 bits tell samples apart and take half of the memory. */
    private record Id(long high, long low) {
        static Id of(String hexadecimal) {
            ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hexadecimal));
            return new Id(bytes.getLong(), bytes.getLong());
        }
    }

    private record Batch(long sequence, List<Id> ids, List<TailPosition> positions) {}

    /**
     * Opens or creates the log.
     *
     * @throws ServiceException of kind usage if another process uses it, of kind dependency if it cannot be written
     */
    static PublishedLog open(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel lockChannel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(lockChannel)) {
                lockChannel.close();
                throw ServiceException.usage("state directory " + directory
                        + " is used by another perennial-ingest; wait for it, or give --state another directory");
            }
            return new PublishedLog(directory, lockChannel);
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "state directory " + directory + " cannot be used: " + e
                            + "; give --state a directory that can be written",
                    e);
        }
    }

    /** A name that this state keeps for ever; it fences a second process that writes with a copy of the state. */
    String identity() {
        return identity;
    }

    boolean contains(String id) {
        return ids.contains(Id.of(id));
    }

    @Nullable
    TailPosition position(String path) {
        return positions.get(path);
    }

    /**
     * Decides about a batch that was written but not confirmed.
     *
     * @param committedSequence number that Kafka committed last, -1 if Kafka does not know any
     */
    void settle(long committedSequence) throws IOException {
        Batch open = unsettled;
        unsettled = null;
        if (open != null && open.sequence() <= committedSequence) {
            apply(open);
            confirm(open.sequence());
        }
        sequence = Math.max(sequence, committedSequence);
    }

    /** Writes and syncs a batch. Returns the number that its transaction must commit. */
    long prepare(List<String> newIds, Collection<TailPosition> newPositions) throws IOException {
        Batch batch = new Batch(sequence + 1, newIds.stream().map(Id::of).toList(), List.copyOf(newPositions));
        append(encode(batch));
        file.force(false);
        unsettled = batch;
        return batch.sequence();
    }

    /** Records that the transaction of the prepared batch was committed. */
    void committed() throws IOException {
        Batch batch = unsettled;
        if (batch == null) {
            throw new IllegalStateException("no batch was prepared");
        }
        unsettled = null;
        sequence = batch.sequence();
        apply(batch);
        confirm(batch.sequence());
        if (file.size() > COMPACT_ABOVE_BYTES + 2 * liveBytes) {
            compact();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.force(true);
        } finally {
            file.close();
            lockChannel.close();
        }
    }

    /** Replaces the file by one that holds what counts, in one batch. */
    void compact() throws IOException {
        Path compacted = directory.resolve("published.compacting");
        try (FileChannel target = FileChannel.open(
                compacted, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(target, encode(new Batch(sequence, List.copyOf(ids), List.copyOf(positions.values()))));
            writeFully(target, encodeConfirmation(sequence));
            target.force(true);
        }
        file.close();
        Files.move(compacted, logPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        file = openFile();
        file.position(file.size());
        liveBytes = file.size();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private String readIdentity() throws IOException {
        Path identityFile = directory.resolve("identity");
        try {
            return Files.readString(identityFile, StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            String created = UUID.randomUUID().toString();
            Files.writeString(identityFile, created + "\n", StandardCharsets.UTF_8);
            return created;
        }
    }

    private Path logPath() {
        return directory.resolve("published.log");
    }

    private FileChannel openFile() throws IOException {
        return FileChannel.open(
                logPath(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private void replay() throws IOException {
        long end = 0;
        for (byte[] payload = readFrame(end); payload != null; payload = readFrame(end)) {
            end += Integer.BYTES + payload.length + Integer.BYTES;
            replay(payload);
        }
        file.truncate(end);
        file.position(end);
    }

    private void replay(byte[] payload) throws IOException {
        DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(payload));
        byte kind = in.readByte();
        if (kind == BATCH) {
            // A second batch without confirmation of the first: the first was abandoned.
            unsettled = decode(in);
        } else if (kind == CONFIRMED) {
            long confirmed = in.readLong();
            if (unsettled != null && unsettled.sequence() == confirmed) {
                apply(unsettled);
                unsettled = null;
            }
            sequence = Math.max(sequence, confirmed);
        } else {
            throw ServiceException.data(
                    logPath() + " has an entry of unknown kind " + kind
                            + "; it was written by a newer version: upgrade",
                    null);
        }
    }

    private void apply(Batch batch) {
        ids.addAll(batch.ids());
        for (TailPosition position : batch.positions()) {
            positions.put(position.path(), position);
        }
        liveBytes += (long) batch.ids().size() * ID_BYTES;
    }

    private void confirm(long confirmed) throws IOException {
        append(encodeConfirmation(confirmed));
    }

    /** Null at the end of the file and at a torn frame. */
    private byte @Nullable [] readFrame(long at) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        if (!readFully(length, at) || length.getInt(0) < 1 || length.getInt(0) > file.size() - at) {
            return null;
        }
        ByteBuffer rest = ByteBuffer.allocate(length.getInt(0) + Integer.BYTES);
        if (!readFully(rest, at + Integer.BYTES)) {
            return null;
        }
        byte[] payload = java.util.Arrays.copyOf(rest.array(), length.getInt(0));
        return checksum(payload) == rest.getInt(payload.length) ? payload : null;
    }

    private boolean readFully(ByteBuffer buffer, long at) throws IOException {
        long position = at;
        while (buffer.hasRemaining()) {
            int read = file.read(buffer, position);
            if (read < 0) {
                return false;
            }
            position += read;
        }
        return true;
    }

    private void append(byte[] frame) throws IOException {
        writeFully(file, frame);
    }

    private static void writeFully(FileChannel channel, byte[] frame) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static byte[] encode(Batch batch) {
        return frame(out -> {
            out.writeByte(BATCH);
            out.writeLong(batch.sequence());
            out.writeInt(batch.ids().size());
            for (Id id : batch.ids()) {
                out.writeLong(id.high());
                out.writeLong(id.low());
            }
            writePositions(out, batch.positions());
        });
    }

    private static byte[] encodeConfirmation(long confirmed) {
        return frame(out -> {
            out.writeByte(CONFIRMED);
            out.writeLong(confirmed);
        });
    }

    private static void writePositions(DataOutputStream out, Collection<TailPosition> positions) throws IOException {
        out.writeInt(positions.size());
        for (TailPosition position : positions) {
            out.writeUTF(position.path());
            out.writeUTF(position.fileKey());
            out.writeLong(position.generation());
            out.writeLong(position.offset());
            out.writeInt(position.headBytes());
            out.writeUTF(position.headSha256());
        }
    }

    private static Batch decode(DataInputStream in) throws IOException {
        long sequence = in.readLong();
        List<Id> ids = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            ids.add(new Id(in.readLong(), in.readLong()));
        }
        List<TailPosition> positions = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            positions.add(new TailPosition(
                    in.readUTF(), in.readUTF(), in.readLong(), in.readLong(), in.readInt(), in.readUTF()));
        }
        if (in.read() >= 0) {
            throw new EOFException("bytes after the end of a batch");
        }
        return new Batch(sequence, ids, positions);
    }

    @FunctionalInterface
    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] frame(Body body) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(payload)) {
            body.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer frame = ByteBuffer.allocate(payload.size() + 2 * Integer.BYTES);
        frame.putInt(payload.size()).put(payload.toByteArray()).putInt(checksum(payload.toByteArray()));
        return frame.array();
    }

    private static int checksum(byte[] payload) {
        CRC32 checksum = new CRC32();
        checksum.update(payload);
        return (int) checksum.getValue();
    }
}
