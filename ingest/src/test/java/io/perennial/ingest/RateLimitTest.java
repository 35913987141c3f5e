package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final SettableClock clock = new SettableClock();

    @Test
    void placesAreEvenlySpaced() {
        // given
        RateLimit limit = new RateLimit(10, clock);
        // when / then
        assertThat(limit.reserve()).isEqualTo(Duration.ZERO);
        assertThat(limit.reserve()).isEqualTo(Duration.ofMillis(100));
        assertThat(limit.reserve()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void pauseDoesNotEarnABurst() {
        // given
        RateLimit limit = new RateLimit(10, clock);
        limit.reserve();
        // when
        clock.advance(Duration.ofSeconds(60));
        // then
        assertThat(limit.reserve()).isEqualTo(Duration.ZERO);
        assertThat(limit.reserve()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void noLimitNeverWaits() {
        // given
        RateLimit limit = new RateLimit(Double.POSITIVE_INFINITY, clock);
        limit.reserve();
        // when / then
        assertThat(limit.reserve()).isEqualTo(Duration.ZERO);
    }

    @Test
    void zeroIsRefused() {
        assertThatThrownBy(() -> new RateLimit(0, clock)).hasMessageContaining("rate must be above 0");
    }
}
