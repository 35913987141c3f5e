package io.perennial.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventHubTest {
    private final EventHub hub = new EventHub("era1");

    @Test
    void aListenerThatComesBackGetsWhatItMissed() throws InterruptedException {
        // given
        hub.publish("change", "1");
        long seen = hub.number(hub.id(hub.last()));
        hub.publish("change", "2");
        hub.publish("change", "3");

        // when
        EventHub.Batch batch = hub.await(seen, Duration.ZERO);

        // then
        assertThat(batch.events()).extracting(EventHub.Event::data).containsExactly("2", "3");
        assertThat(batch.gap()).isFalse();
    }

    @Test
    void aListenerThatMissedTooMuchIsTold() throws InterruptedException {
        // given
        for (int i = 0; i < 3_000; i++) {
            hub.publish("change", "{}");
        }

        // when
        EventHub.Batch batch = hub.await(1, Duration.ZERO);

        // then
        assertThat(batch.gap()).isTrue();
    }

    @Test
    void anIdOfAnEarlierRunIsRecognised() {
        assertThat(hub.number("era0.17")).isEqualTo(-1);
        assertThat(hub.number("nonsense")).isEqualTo(-1);
    }

    @Test
    void waitingEndsWhenTheHubCloses() throws InterruptedException {
        // given
        Thread closing = new Thread(hub::close);

        // when
        closing.start();
        EventHub.Batch batch = hub.await(0, Duration.ofSeconds(30));

        // then
        assertThat(batch.events()).isEmpty();
        assertThat(hub.isClosed()).isTrue();
    }
}
