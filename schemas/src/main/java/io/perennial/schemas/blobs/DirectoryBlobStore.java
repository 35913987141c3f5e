package io.perennial.schemas.blobs;

import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Blobs as files {@code <root>/sha256/ab/cdef...}. A blob is written to a temporary file in the same directory, synced, then
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
        Path target = path(reference);
        if (!isPresent(target, bytes.length)) {
            Path temporary = temporary(target);
            try {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    ByteBuffer buffer = ByteBuffer.wrap(bytes);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                    channel.force(true);
                }
                publish(temporary, target);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
        return reference;
    }

    @Override
    public BlobRef put(Path file, String mediaType) throws IOException {
        BlobRef reference = new BlobRef(Sha256.of(file), Files.size(file), mediaType);
        Path target = path(reference);
        if (!isPresent(target, reference.getBytes())) {
            Path temporary = temporary(target);
            try {
                Files.copy(file, temporary, StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                publish(temporary, target);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
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

    private static boolean isPresent(Path target, long bytes) throws IOException {
        return Files.exists(target) && Files.size(target) == bytes;
    }

    private static Path temporary(Path target) throws IOException {
        Path directory = target.resolveSibling(".");
        Files.createDirectories(directory.normalize());
        return Files.createTempFile(directory.normalize(), "writing-", ".part");
    }

    private static void publish(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
        // The rename itself is durable only when the directory is synced.
        Path directory = target.getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
