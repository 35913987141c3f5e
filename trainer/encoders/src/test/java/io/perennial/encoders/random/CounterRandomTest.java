package io.perennial.encoders.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    @Test
    void streamDependsOnNothingButItsKey() {
        // given
        CounterRandom first = new CounterRandom(1, Purpose.MASKED_TOKENS, 7);
        first.nextLong();
        CounterRandom second = new CounterRandom(1, Purpose.MASKED_TOKENS, 7);
        second.nextLong();

        // then
        assertThat(first.nextLong()).isEqualTo(second.nextLong());
    }

    @Test
    void seedPurposeAndIndexEachChangeTheStream() {
        // given
        long base = new CounterRandom(1, Purpose.MASKED_TOKENS, 7).nextLong();

        // then
        assertThat(new CounterRandom(2, Purpose.MASKED_TOKENS, 7).nextLong()).isNotEqualTo(base);
        assertThat(new CounterRandom(1, Purpose.TEXT_WINDOW, 7).nextLong()).isNotEqualTo(base);
        assertThat(new CounterRandom(1, Purpose.MASKED_TOKENS, 8).nextLong()).isNotEqualTo(base);
    }

    @Test
    void firstNumberOfAStreamNeverChangesBecauseCheckpointsDependOnIt() {
        assertThat(new CounterRandom(42, Purpose.INITIALISATION, 0).nextLong()).isEqualTo(-1069549810648454379L);
    }

    @Test
    void integersAreUniform() {
        // given
        CounterRandom random = new CounterRandom(3, Purpose.FLIP, 1);
        int[] counts = new int[10];

        // when
        for (int i = 0; i < 100_000; i++) {
            counts[random.nextInt(10)]++;
        }

        // then
        for (int count : counts) {
            assertThat(count).isBetween(9_500, 10_500);
        }
    }

    @Test
    void gaussiansHaveMeanZeroAndVarianceOne() {
        // given
        CounterRandom random = new CounterRandom(3, Purpose.INITIALISATION, 1);
        double sum = 0;
        double squares = 0;

        // when
        for (int i = 0; i < 100_000; i++) {
            double value = random.nextGaussian();
            sum += value;
            squares += value * value;
        }

        // then
        assertThat(sum / 100_000).isCloseTo(0, within(0.02));
        assertThat(squares / 100_000).isCloseTo(1, within(0.02));
    }

    @Test
    void shuffleDrawsWithoutRepeating() {
        // given
        int[] values = IntStream.range(0, 50).toArray();

        // when
        new CounterRandom(9, Purpose.VISIBLE_PATCHES, 1).shuffle(values, 50, 20);

        // then
        assertThat(values).containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
        assertThat(values).isNotEqualTo(IntStream.range(0, 50).toArray());
    }
}
