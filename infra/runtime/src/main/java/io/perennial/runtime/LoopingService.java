package io.perennial.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A service that works in a loop, asks between two rounds whether it shall stop, and leaves nothing to release. */
public abstract class LoopingService implements Service {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean ready;

    /** Works until {@link #isStopping()}. Called once. */
    protected abstract void work() throws Exception;

    /** Says that the service does its work from now on, until {@link #work()} ends. */
    protected final void becomeReady() {
        ready = true;
    }

    protected final boolean isStopping() {
        return stopped.getCount() == 0;
    }

    /** Waits for some time, or until it shall stop: then true. */
    protected final boolean stopsWithin(Duration time) throws InterruptedException {
        return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public final void run() throws Exception {
        try {
            work();
        } finally {
            ready = false;
        }
    }

    @Override
    public final void stop() {
        stopped.countDown();
    }

    @Override
    public final boolean isReady() {
        return ready;
    }

    @Override
    public final void close() {
        stop();
    }
}
