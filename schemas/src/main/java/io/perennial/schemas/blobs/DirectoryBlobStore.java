package io.perennial.schemas.blobs;

import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Blobs as files {@code <root>/sha256/ab/cdef...}. A blob is written to a temporary file in the same directory, locked and synced, then
 * renamed, so that a reader never sees a part of it and a full disk leaves nothing under the final name.
 */
public final class DirectoryBlobStore implements BlobStore {
    private final Path root;

    public DirectoryBlobStore(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public BlobRef put(byte[] bytes, String mediaType) throws IOException {
        BlobRef reference = new BlobRef(Sha256.of(bytes), (long) bytes.length, mediaType);
        store(reference, file -> writeAll(file, ByteBuffer.wrap(bytes)));
        return reference;
    }

    @Override
    public BlobRef put(Path file, String mediaType) throws IOException {
        BlobRef reference = new BlobRef(Sha256.of(file), Files.size(file), mediaType);
        store(reference, target -> copy(file, target));
        return reference;
    }

    @Override
    public byte[] get(BlobRef reference) throws IOException {
        Path file = path(reference);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            MissingBlobException missing = new MissingBlobException("blob sha256:" + reference.getSha256() + " ("
                    + reference.getMediaType() + ", " + reference.getBytes() + " bytes) is not in " + root
                    + "; restore it from a backup, or check blob.directory");
            missing.initCause(e);
            throw missing;
        }
        String digest = Sha256.of(bytes);
        if (bytes.length != reference.getBytes() || !digest.equals(reference.getSha256())) {
            throw new CorruptBlobException("blob " + file + " has " + bytes.length + " bytes and sha256 " + digest
                    + "; expected " + reference.getBytes() + " bytes and " + reference.getSha256()
                    + "; delete the file and restore it from a backup");
        }
        return bytes;
    }

    @Override
    public boolean contains(BlobRef reference) {
        return Files.exists(path(reference));
    }

    /** Where the bytes of a reference are, whether or not they have been written. */
    public Path path(BlobRef reference) {
        String sha256 = reference.getSha256();
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 must be 64 lower-case hexadecimal digits, was '" + sha256 + "'");
        }
        return root.resolve("sha256").resolve(sha256.substring(0, 2)).resolve(sha256.substring(2));
    }

    /** Removes what processes that were killed have left of blobs that they did not finish; says how many files. */
    public int removeAbandoned() throws IOException {
        int removed = 0;
        if (Files.isDirectory(root.resolve("sha256"))) {
            try (DirectoryStream<Path> directories =
                    Files.newDirectoryStream(root.resolve("sha256"), Files::isDirectory)) {
                for (Path directory : directories) {
                    removed += PartialFile.removeAbandoned(directory);
                }
            }
        }
        return removed;
    }

    private void store(BlobRef reference, PartialFile.Content content) throws IOException {
        Path target = path(reference);
        try {
            if (isPresent(target, reference.getBytes())) {
                // Whoever wrote it may have been stopped before this.
                syncDirectories(target);
            } else {
                write(target, content);
            }
        } catch (IOException e) {
            throw new IOException(
                    "a blob of " + reference.getBytes() + " bytes cannot be written under " + root + ", where "
                            + freeBytes() + " bytes are free: " + e.getMessage(),
                    e);
        }
    }

    private void write(Path target, PartialFile.Content content) throws IOException {
        Files.createDirectories(target.resolveSibling(".").normalize());
        PartialFile.write(target, content);
        syncDirectories(target);
    }

    /** The names are durable only when their directories are synced: the one that was renamed in, and those that were made. */
    private void syncDirectories(Path target) throws IOException {
        for (Path path = target.getParent(); path != null && path.startsWith(root); path = path.getParent()) {
            sync(path);
        }
    }

    private long freeBytes() {
        Path existing = root;
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing.toFile().getUsableSpace();
    }

    private static boolean isPresent(Path target, long bytes) throws IOException {
        return Files.exists(target) && Files.size(target) == bytes;
    }

    private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static void copy(Path source, FileChannel file) throws IOException {
        try (FileChannel input = FileChannel.open(source, StandardOpenOption.READ)) {
            long copied = 0;
            while (copied < input.size()) {
                copied += input.transferTo(copied, input.size() - copied, file);
            }
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
