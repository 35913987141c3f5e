package io.perennial.schemas.blobs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file in the making. It is locked while it is written, and locks end with their process; so what a killed process left behind can be told
 * from what another one is writing. Safe for use by several threads and processes.
 */
final class PartialFile {
    private static final String PREFIX = "writing-";
    private static final String SUFFIX = ".part";
    private static final int ATTEMPTS = 10;

    /** Those of this process: opening and closing one of them elsewhere would end its lock, as POSIX has it. */
    private static final Set<Path> OWN = new HashSet<>();

    private PartialFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    /** Writes and syncs a file under another name in the directory of the target, then renames it. */
    static void write(Path target, Content content) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path part = create(target.resolveSibling(".").normalize());
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
                // Who removes what is abandoned may have come between creation and lock.
                if (lock(file) && Files.exists(part)) {
                    content.writeTo(file);
                    file.force(true);
                    rename(part, target);
                    return;
                }
            } catch (NoSuchFileException e) {
                if (Files.exists(part)) {
                    throw e;
                }
            } finally {
                delete(part);
            }
        }
        throw new IOException(target + " could not be written: its temporary files were removed " + ATTEMPTS
                + " times; let nothing else delete files there");
    }

    /** Removes the files of a directory that nobody writes any more; says how many. */
    static int removeAbandoned(Path directory) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path part : parts) {
                removed += removeIfAbandoned(part) ? 1 : 0;
            }
        }
        return removed;
    }

    private static Path create(Path directory) throws IOException {
        synchronized (OWN) {
            Path part = Files.createTempFile(directory, PREFIX, SUFFIX);
            OWN.add(part);
            return part;
        }
    }

    private static void delete(Path part) throws IOException {
        synchronized (OWN) {
            OWN.remove(part);
            Files.deleteIfExists(part);
        }
    }

    private static boolean removeIfAbandoned(Path part) throws IOException {
        synchronized (OWN) {
            if (OWN.contains(part)) {
                return false;
            }
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE);
                    FileLock lock = tryLock(file)) {
                return lock != null && Files.deleteIfExists(part);
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }

    /** True if nobody else has the file; also where the file system knows no locks, and so nobody removes anything. */
    private static boolean lock(FileChannel file) {
        try {
            return file.tryLock() != null;
        } catch (IOException e) {
            return true;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) {
        try {
            return file.tryLock();
        } catch (IOException e) {
            return null;
        }
    }

    private static void rename(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
