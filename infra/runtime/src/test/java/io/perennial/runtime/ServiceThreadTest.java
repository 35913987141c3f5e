package io.perennial.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ServiceThreadTest {
    private static final Duration DRAIN = Duration.ofSeconds(5);

    @Test
    void closeDrainsAndReleasesOnce() throws Exception {
        // given
        WaitingService service = new WaitingService();
        ServiceThread thread = ServiceThread.start("waiting", service, DRAIN);
        service.started.await();
        boolean readyBefore = thread.isReady();
        // when
        thread.close();
        thread.close();
        // then
        assertThat(readyBefore).isTrue();
        assertThat(thread.isLive()).isFalse();
        assertThat(thread.isReady()).isFalse();
        assertThat(service.closed).hasValue(1);
    }

    @Test
    void failureOfTheServiceReachesTheOneWhoWaits() {
        // given
        Service failing = new WaitingService() {
            @Override
            public void run() {
                throw ServiceException.data("offset 5 of curated.text-0 is gone", null);
            }
        };
        // when / then
        try (ServiceThread thread = ServiceThread.start("failing", failing, DRAIN)) {
            assertThatThrownBy(thread::await).rootCause().hasMessageContaining("offset 5 of curated.text-0");
        }
    }

    @Test
    void serviceThatDoesNotDrainIsInterrupted() throws Exception {
        // given
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        WaitingService deaf = new WaitingService() {
            @Override
            public void run() {
                started.countDown();
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    ended.countDown();
                }
            }
        };
        ServiceThread thread = ServiceThread.start("deaf", deaf, Duration.ofMillis(20));
        deaf.started.await();
        // when
        thread.close();
        // then
        ended.await();
        assertThat(interrupted).isTrue();
        assertThat(deaf.closed).hasValue(1);
    }
}
