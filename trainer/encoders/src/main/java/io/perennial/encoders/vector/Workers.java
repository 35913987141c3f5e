package io.perennial.encoders.vector;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A few daemon threads that share loops with their caller. How a loop is cut depends on nothing but its length and the number of
 * threads. Safe for use by several threads: a caller that finds the others busy does all shares by itself.
 */
final class Workers {
    private static final ConcurrentMap<Integer, Workers> BY_COUNT = new ConcurrentHashMap<>();

    /** Looks before a thread goes to sleep, some microseconds: longer would take a core from the threads of native code. */
    private static final int LOOKS = 500;

    private final int threads;
    private final Thread[] others;
    private final ReentrantLock inUse = new ReentrantLock();
    private final AtomicInteger unfinished = new AtomicInteger();
    private @Nullable Shared loop;
    private int length;
    private @Nullable Thread caller;
    private final AtomicInteger round = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    /** A loop whose iterations do not depend on each other. */
    interface Shared {
        /**
         * Runs a share.
         *
         * @param worker number of the share, for room of its own
         */
        void run(int worker, int from, int to);
    }

    private Workers(int threads) {
        this.threads = threads;
        others = new Thread[threads - 1];
        for (int i = 0; i < others.length; i++) {
            int worker = i + 1;
            others[i] = new Thread(() -> serve(worker), "vector-kernels-" + worker);
            others[i].setDaemon(true);
            others[i].start();
        }
    }

    /** The threads of this process for loops that so many share, the caller among them. */
    static Workers of(int threads) {
        return BY_COUNT.computeIfAbsent(threads, Workers::new);
    }

    /** Threads that share a loop. */
    int count() {
        return threads;
    }

    /** Runs all iterations from 0 and returns when the last is done. */
    void run(Shared shared, int iterations) {
        if (others.length == 0 || iterations < 2 || !inUse.tryLock()) {
            for (int worker = 0; worker < threads; worker++) {
                share(shared, worker, iterations);
            }
            return;
        }
        try {
            loop = shared;
            length = iterations;
            caller = Thread.currentThread();
            failure = null;
            unfinished.set(others.length);
            round.incrementAndGet();
            for (Thread other : others) {
                LockSupport.unpark(other);
            }
            try {
                share(shared, 0, iterations);
            } finally {
                awaitOthers();
            }
            rethrow();
        } finally {
            loop = null;
            inUse.unlock();
        }
    }

    private void share(Shared shared, int worker, int iterations) {
        int from = (int) ((long) iterations * worker / threads);
        int to = (int) ((long) iterations * (worker + 1) / threads);
        if (from < to) {
            shared.run(worker, from, to);
        }
    }

    private void serve(int worker) {
        int seen = 0;
        while (true) {
            for (int look = 0; round.get() == seen; look++) {
                if (look < LOOKS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            seen++;
            try {
                Shared shared = loop;
                if (shared != null) {
                    share(shared, worker, length);
                }
            } catch (Throwable e) {
                failure = e;
            } finally {
                // Read before, as the next loop may have another caller.
                Thread waiting = caller;
                if (unfinished.decrementAndGet() == 0) {
                    LockSupport.unpark(waiting);
                }
            }
        }
    }

    private void awaitOthers() {
        for (int look = 0; unfinished.get() > 0; look++) {
            if (look < LOOKS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void rethrow() {
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("a kernel failed on another thread", thrown);
        }
    }
}
