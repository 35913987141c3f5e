package io.perennial.curator.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenBucketTest {
    private static final TokenBucket.Size SIZE = new TokenBucket.Size(10, 60);
    private static final long MINUTE = 60_000;

    @ParameterizedTest
    @CsvSource({
        "0, 2", "1, 3", "5, 7", "8, 10", "100, 10",
    })
    void tokensAreAddedByTheTimeOfRecordsUpToTheBurst(long minutes, double expected) {
        // given
        TokenBucket bucket = new TokenBucket(2, MINUTE);

        // when
        TokenBucket later = bucket.at(MINUTE + minutes * MINUTE, SIZE);

        // then
        assertThat(later).isEqualTo(new TokenBucket(expected, MINUTE + minutes * MINUTE));
    }

    @Test
    void aLateRecordAddsNothingAndTurnsNothingBack() {
        // given
        TokenBucket bucket = new TokenBucket(2, 100 * MINUTE);

        // then
        assertThat(bucket.at(90 * MINUTE, SIZE)).isEqualTo(bucket);
    }

    @Test
    void aClockThatWasWrongDoesNotStopATemplateForEver() {
        // given
        TokenBucket bucket = new TokenBucket(0, 1_000_000 * MINUTE);

        // when
        TokenBucket back = bucket.at(100 * MINUTE, SIZE);

        // then
        assertThat(back).isEqualTo(new TokenBucket(0, 100 * MINUTE));
        assertThat(back.at(101 * MINUTE, SIZE).isEmpty()).isFalse();
    }

    @Test
    void aSizeThatKeepsNothingIsRefused() {
        assertThatThrownBy(() -> new TokenBucket.Size(0.5, 1)).hasMessageContaining("burst of at least 1");
        assertThatThrownBy(() -> new TokenBucket.Size(1, 0)).hasMessageContaining("perHour above 0");
    }
}
