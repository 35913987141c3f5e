package io.perennial.local.samples;

import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What broker, Kafka clients and JVM of this process log while it runs. They say far more than is worth learning from, so each look
 * takes a few lines of each template. Used by one thread.
 */
public final class GrowingLogs {
    private static final long MOST_BYTES = 1 << 20;
    private static final int MOST_OF_A_TEMPLATE = 2;

    private final Path jvmLog;
    private final Random random;
    private long position;

    /**
     * Looks at what is logged from now on.
     *
     * @param jvmLog the log file of the JVM, which may be rotated; need not exist
     */
    public GrowingLogs(Path jvmLog, long seed) {
        this.jvmLog = jvmLog;
        this.random = new Random(seed);
        this.position = size();
    }

    /**
     * Some new lines in random order.
     *
     * @param heard what a {@link LogCollector} heard since the last look
     * @param most at most so many
     */
    public List<LabelledSample> next(List<LabelledSample> heard, int most) {
        List<LabelledSample> all = new ArrayList<>(heard);
        for (String line : newLines()) {
            OwnLogs.jvmLine(line).ifPresent(all::add);
        }
        Collections.shuffle(all, random);
        return LogCollector.balanced(all, MOST_OF_A_TEMPLATE).stream()
                .limit(most)
                .toList();
    }

    private List<String> newLines() {
        long size = size();
        long from = Math.max(size < position ? 0 : position, size - MOST_BYTES);
        if (size <= from) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(jvmLog.toFile(), "r")) {
            byte[] bytes = new byte[(int) (size - from)];
            file.seek(from);
            int read = file.read(bytes);
            String text = new String(bytes, 0, Math.max(0, read), StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n') + 1;
            position = from + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
            return text.substring(0, end).lines().toList();
        } catch (IOException e) {
            throw ServiceException.dependency("the log of the JVM, " + jvmLog + ", cannot be read: " + e, e);
        }
    }

    private long size() {
        try {
            return Files.exists(jvmLog) ? Files.size(jvmLog) : 0;
        } catch (IOException e) {
            throw ServiceException.dependency("the log of the JVM, " + jvmLog + ", cannot be read: " + e, e);
        }
    }
}
