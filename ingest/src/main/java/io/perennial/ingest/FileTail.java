package io.perennial.ingest;

import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a growing file line by line through rotations: by renaming (the open file is read to its end, then files that were rotated
 * after it, then the new one) and by truncation. A file is known by device, inode and a fingerprint of its head, so the tail
 * resumes in the right file after a restart, even when the file was rotated meanwhile. Used by one thread.
 */
final class FileTail implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FileTail.class);
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int HEAD_BYTES = 256;

    private final Path path;
    private final Clock clock;
    private final Duration grace;
    private @Nullable FileChannel channel;
    private String fileKey = "";
    private long generation;
    private LineSplitter splitter = new LineSplitter(0, LineSplitter.LONGEST_LINE);
    private int headBytes;
    private String headSha256 = Sha256.of("");
    private @Nullable Instant rotatedAndQuietSince;

    /**
     * Opens where {@code saved} ended, or at the start of the file.
     *
     * @param saved null: from the start
     * @param grace how long a rotated file is watched without growing before the next one is read
     */
    FileTail(Path path, @Nullable TailPosition saved, Duration grace, Clock clock) throws IOException {
        this.path = path.toAbsolutePath();
        this.grace = grace;
        this.clock = clock;
        if (saved != null) {
            resume(saved);
        }
    }

    /**
     * @param generation files read under this path before
     * @param offset start of the line in its file
     * @param end start of the next line
     * @param content the line without its end
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on at once, never compared.
    record TailLine(long generation, long offset, long end, byte[] content) {}

    /** Lines completed since the last call; empty when there is nothing new. Never waits. */
    List<TailLine> poll() throws IOException {
        if (channel == null && !open(path)) {
            return List.of();
        }
        if (wasTruncated()) {
            log.atWarn().addKeyValue("file", path).log("was truncated: reading it from its start");
            List<TailLine> rest = stamped(splitter.finish());
            startOver();
            return rest;
        }
        List<TailLine> lines = read();
        if (!lines.isEmpty()) {
            rotatedAndQuietSince = null;
            return lines;
        }
        return isRotated() && isQuiet() ? switchToNext() : List.of();
    }

    /** Where to resume after everything returned so far. */
    TailPosition position() throws IOException {
        extendHead();
        return new TailPosition(path.toString(), fileKey, generation, splitter.lineStart(), headBytes, headSha256);
    }

    /** Where to resume after this line of the last {@link #poll()}. */
    TailPosition positionAfter(TailLine line) throws IOException {
        return line.generation() == generation
                ? new TailPosition(path.toString(), fileKey, generation, line.end(), headBytes, headSha256)
                : position();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private void resume(TailPosition saved) throws IOException {
        generation = saved.generation();
        if (saved.fileKey().isEmpty()) {
            return;
        }
        Optional<Path> continued = find(saved);
        if (continued.isPresent() && open(continued.get())) {
            splitter = new LineSplitter(saved.offset(), LineSplitter.LONGEST_LINE);
            headBytes = saved.headBytes();
            headSha256 = saved.headSha256();
            return;
        }
        generation++;
        log.atWarn()
                .addKeyValue("file", path)
                .addKeyValue("offset", saved.offset())
                .log("the file that was being read is gone (deleted, truncated or compressed): what it got after this "
                        + "offset cannot be read; reading the present file from its start");
    }

    private Optional<Path> find(TailPosition saved) throws IOException {
        List<Path> candidates = new ArrayList<>(List.of(path));
        candidates.addAll(siblings());
        for (Path candidate : candidates) {
            try {
                if (key(candidate).equals(saved.fileKey())
                        && Files.size(candidate) >= saved.offset()
                        && headOf(candidate, saved.headBytes()).equals(saved.headSha256())) {
                    return Optional.of(candidate);
                }
            } catch (NoSuchFileException e) {
                log.atDebug().addKeyValue("file", candidate).log("vanished while it was looked at");
            }
        }
        return Optional.empty();
    }

    private boolean open(Path file) throws IOException {
        try {
            FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
            channel = opened;
            fileKey = key(file);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private List<TailLine> read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
        List<LineSplitter.Line> lines = new ArrayList<>();
        // A chunk inside a long line completes nothing; read on until a line ends or the file does.
        while (lines.isEmpty() && opened().read(buffer.clear(), splitter.nextOffset()) > 0) {
            lines.addAll(splitter.push(buffer.array(), buffer.position()));
        }
        return stamped(lines);
    }

    private List<TailLine> stamped(List<LineSplitter.Line> lines) {
        return lines.stream()
                .map(line -> new TailLine(generation, line.offset(), line.end(), line.content()))
                .toList();
    }

    private boolean wasTruncated() throws IOException {
        return opened().size() < splitter.nextOffset()
                || !digest(opened(), headBytes).equals(headSha256);
    }

    private void startOver() {
        generation++;
        splitter = new LineSplitter(0, LineSplitter.LONGEST_LINE);
        headBytes = 0;
        headSha256 = Sha256.of("");
    }

    private boolean isRotated() throws IOException {
        try {
            return !key(path).equals(fileKey);
        } catch (NoSuchFileException e) {
            return false; // Between the renaming and the creation of the new file.
        }
    }

    /** A writer may go on for a moment in the file that was renamed under it. */
    private boolean isQuiet() {
        Instant now = clock.instant();
        if (rotatedAndQuietSince == null) {
            rotatedAndQuietSince = now;
        }
        return !now.isBefore(rotatedAndQuietSince.plus(grace));
    }

    private List<TailLine> switchToNext() throws IOException {
        List<TailLine> rest = stamped(splitter.finish());
        Path next = successor();
        close();
        startOver();
        // Until the next file is open, no file must be taken for it after a restart.
        fileKey = "";
        rotatedAndQuietSince = null;
        open(next);
        return rest;
    }

    /** The file that was rotated next after the open one, else the present file. */
    private Path successor() throws IOException {
        String stem = stem();
        Optional<Path> self = Optional.empty();
        List<Path> siblings = siblings();
        for (Path sibling : siblings) {
            if (key(sibling).equals(fileKey)) {
                self = Optional.of(sibling);
            }
        }
        if (self.isEmpty()) {
            return path;
        }
        FileTime ended = Files.getLastModifiedTime(self.get());
        return siblings.stream()
                .filter(sibling -> sibling.getFileName().toString().startsWith(stem))
                .filter(sibling -> modified(sibling).compareTo(ended) > 0)
                .min(Comparator.comparing(FileTail::modified))
                .orElse(path);
    }

    private String stem() {
        String name = String.valueOf(path.getFileName());
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private List<Path> siblings() throws IOException {
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(path))
                    .sorted()
                    .toList();
        }
    }

    private void extendHead() throws IOException {
        int wanted = (int) Math.min(HEAD_BYTES, splitter.lineStart());
        if (channel != null && wanted > headBytes) {
            headSha256 = digest(opened(), wanted);
            headBytes = wanted;
        }
    }

    private FileChannel opened() {
        if (channel == null) {
            throw new IllegalStateException(path + " is not open");
        }
        return channel;
    }

    private static String headOf(Path file, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return digest(channel, bytes);
        }
    }

    private static String digest(FileChannel channel, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        int position = 0;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, position);
            if (read < 0) {
                break;
            }
            position += read;
        }
        return Sha256.of(Arrays.copyOf(buffer.array(), position));
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // Vanished: never newer than the file that is open.
        }
    }

    private static String key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (key == null) {
            throw new IOException(file + ": this file system has no inodes, so a rotation cannot be seen");
        }
        return key.toString();
    }
}
