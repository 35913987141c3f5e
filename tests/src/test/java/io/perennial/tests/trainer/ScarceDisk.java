package io.perennial.tests.trainer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory on which a process really runs out of space: a small file system of its own, or, where this machine lets nobody mount
 * one, the operating system's limit on the size of the files that the process writes. In both cases a write stops in the middle.
 */
final class ScarceDisk implements AutoCloseable {
    private static final String SIZE = "2m";
    private static final int BLOCK = 512;

    private final Path directory;
    private final boolean mounted;
    private boolean scarce;
    private int room;

    private ScarceDisk(Path directory, boolean mounted) {
        this.directory = directory;
        this.mounted = mounted;
    }

    static ScarceDisk at(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new ScarceDisk(
                directory, succeeds("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", directory.toString()));
    }

    Path directory() {
        return directory;
    }

    /** Why a write fails, as the operating system puts it. */
    String complaint() {
        return mounted ? "No space left on device" : "File too large";
    }

    /** Leaves room for this many bytes only. */
    void leave(int bytes) throws IOException {
        scarce = true;
        room = bytes;
        if (mounted) {
            fill(bytes);
        }
    }

    /** Makes room again. */
    void free() throws IOException {
        scarce = false;
        Files.deleteIfExists(filler());
    }

    /** What to put before the command of a process so that the disk is scarce for it. */
    List<String> confinement() {
        return mounted || !scarce
                ? List.of()
                : List.of("sh", "-c", "ulimit -f " + room / BLOCK + " && exec \"$@\"", "confined");
    }

    @Override
    public void close() {
        if (mounted && !succeeds("umount", directory.toString())) {
            throw new IllegalStateException(directory + " is still in use");
        }
    }

    private void fill(int bytesLeft) throws IOException {
        long written = 0;
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (true) {
                filler.write(new byte[BLOCK]);
                written += BLOCK;
            }
        } catch (IOException full) {
            try (RandomAccessFile filler = new RandomAccessFile(filler().toFile(), "rw")) {
                filler.setLength(written - bytesLeft);
            }
        }
    }

    private Path filler() {
        return directory.resolve("something else");
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
