package io.perennial.local.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells lines and waits for events. {@link #stop()} is called from any thread, the rest by one. */
final class Narrator {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Consumer<String> listener;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @param listener gets each line */
    Narrator(Consumer<String> listener) {
        this.listener = listener;
    }

    void tell(String line) {
        listener.accept("DEMO " + line);
    }

    /**
     * Looks again and again.
     *
     * @return what was found; empty when the time is over
     * @throws StoppedException as soon as {@link #stop()} is called
     */
    <T> Optional<T> await(Duration limit, Supplier<Optional<T>> look) throws InterruptedException, StoppedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<T> found = look.get();
        while (found.isEmpty() && System.nanoTime() < deadline) {
            if (stopped.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoppedException();
            }
            found = look.get();
        }
        return found;
    }

    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    void stop() {
        stopped.countDown();
    }
}
