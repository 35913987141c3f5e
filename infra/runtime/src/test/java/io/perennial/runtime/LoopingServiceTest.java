package io.perennial.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopingServiceTest {
    private final List<Boolean> readiness = new ArrayList<>();

    @Test
    void isReadyFromItsWordOnUntilItsWorkEnds() throws Exception {
        // given
        LoopingService service = new LoopingService() {
            @Override
            protected void work() throws InterruptedException {
                readiness.add(isReady());
                becomeReady();
                readiness.add(isReady() && stopsWithin(Duration.ofMinutes(1)));
            }
        };
        service.stop();

        // when
        service.run();
        readiness.add(service.isReady());

        // then
        assertThat(readiness).containsExactly(false, true, false);
    }

    @Test
    void workThatFailsIsNotReady() {
        // given
        LoopingService service = new LoopingService() {
            @Override
            protected void work() {
                becomeReady();
                throw ServiceException.data("offset 5 is gone", null);
            }
        };

        // when / then
        assertThatThrownBy(service::run).hasMessage("offset 5 is gone");
        assertThat(service.isReady()).isFalse();
    }
}
