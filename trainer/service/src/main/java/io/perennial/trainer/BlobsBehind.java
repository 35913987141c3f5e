package io.perennial.trainer;

import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes blobs while the next ones are made: {@code put} returns once the digest is known, and a thread behind it writes and syncs the bytes.
 * They are durable when {@link #sync()} has returned, and no event may name them before. At most {@value #WAITING} blobs wait; who comes
 * with more writes by itself. Used by one thread.
 */
final class BlobsBehind implements BlobStore, AutoCloseable {
    private static final int WAITING = 2;

    private final BlobStore blobs;
    private final ThreadPoolExecutor writer;
    private final Deque<FutureTask<BlobRef>> writes = new ArrayDeque<>();
    private volatile @Nullable IOException failure;

    BlobsBehind(BlobStore blobs) {
        this.blobs = blobs;
        writer = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                work -> new Thread(work, "blob-writer"),
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    /** The bytes must not change any more. */
    @Override
    public BlobRef put(byte[] bytes, String mediaType) {
        FutureTask<BlobRef> write = new FutureTask<>(() -> write(bytes, mediaType));
        writes.add(write);
        writer.execute(write);
        return new BlobRef(Sha256.of(bytes), (long) bytes.length, mediaType);
    }

    /** Not behind: returns when the file is durable. */
    @Override
    public BlobRef put(Path file, String mediaType) throws IOException {
        return blobs.put(file, mediaType);
    }

    @Override
    public byte[] get(BlobRef reference) throws IOException {
        sync();
        return blobs.get(reference);
    }

    @Override
    public boolean contains(BlobRef reference) throws IOException {
        sync();
        return blobs.contains(reference);
    }

    /**
     * Waits until everything is durable.
     *
     * @throws IOException the first that was met; nothing was begun after it
     */
    void sync() throws IOException {
        while (!writes.isEmpty()) {
            try {
                writes.remove().get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while blobs were written", e);
            }
        }
    }

    /** Begins nothing more and waits for the write that runs, so that it leaves no part of a file. */
    @Override
    public void close() {
        writes.forEach(write -> write.cancel(false));
        writer.shutdown();
        boolean interrupted = false;
        while (!writer.isTerminated()) {
            try {
                writer.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private BlobRef write(byte[] bytes, String mediaType) throws IOException {
        IOException earlier = failure;
        if (earlier != null) {
            throw earlier;
        }
        try {
            return blobs.put(bytes, mediaType);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
