package io.perennial.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NarratorTest {
    private final List<String> told = new ArrayList<>();
    private final Narrator narrator = new Narrator(told::add);

    @Test
    void looksAgainUntilSomethingIsThere() throws Exception {
        // given
        AtomicInteger looks = new AtomicInteger();

        // when
        Optional<Integer> found = narrator.await(
                Duration.ofSeconds(30),
                () -> Optional.of(looks.incrementAndGet()).filter(count -> count == 2));

        // then
        assertThat(found).contains(2);
    }

    @Test
    void givesUpWhenTheTimeIsOver() throws Exception {
        // when
        Optional<String> found = narrator.await(Duration.ofMillis(1), Optional::empty);

        // then
        assertThat(found).isEmpty();
    }

    @Test
    void endsTheWaitWhenTheRunIsStopped() {
        // given
        narrator.stop();

        // when // then
        assertThatThrownBy(() -> narrator.await(Duration.ofMinutes(10), Optional::empty))
                .isInstanceOf(StoppedException.class);
    }

    @Test
    void marksItsLines() {
        // when
        narrator.tell("begins");

        // then
        assertThat(told).containsExactly("DEMO begins");
    }
}
