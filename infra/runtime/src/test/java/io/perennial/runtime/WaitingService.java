package io.perennial.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The smallest service: ready while it waits to be stopped. */
class WaitingService implements Service {
    final CountDownLatch started = new CountDownLatch(1);
    final AtomicInteger closed = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public void run() throws Exception {
        started.countDown();
        stopped.await();
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    @Override
    public boolean isReady() {
        return started.getCount() == 0;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
