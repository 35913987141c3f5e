package io.perennial.schemas.blobs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that has a file locked until it is killed. */
final class LockedFile {
    /** What it prints once it has the lock. */
    static final char LOCKED = 'L';

    private LockedFile() {}

    /** @param arguments the file */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
            if (file.tryLock() != null) {
                System.out.write(LOCKED);
                System.out.flush();
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }
}
