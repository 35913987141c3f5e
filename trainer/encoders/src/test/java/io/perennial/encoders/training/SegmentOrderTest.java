package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.Digits;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentOrderTest {
    private static final BytePairTokenizer BYTES = new BytePairTokenizer(Digits.SINGLE, List.of());
    private static final SegmentOrder ORDER = new SegmentOrder(BYTES, 32);

    @Test
    void swappedSegmentsAreTheSameSentencesTheOtherWayRound() {
        for (int step = 0; step < 20; step++) {
            // when
            SegmentOrder.Segments segments = draw("It rained. We left.", step);

            // then
            assertThat(BYTES.decode(segments.tokens()))
                    .isEqualTo(segments.swapped() ? " We left. It rained." : " It rained. We left.");
        }
    }

    @Test
    void everyOtherPairIsSwapped() {
        // when
        int swapped = 0;
        for (int step = 0; step < 1_000; step++) {
            swapped += draw("One.\nTwo.\nThree.", step).swapped() ? 1 : 0;
        }

        // then
        assertThat(swapped / 1_000.0).isCloseTo(0.5, within(0.05));
    }

    @Test
    void segmentsAreWholeSentencesThatFit() {
        for (int step = 0; step < 20; step++) {
            // when
            SegmentOrder.Segments segments = draw("First here. Then there. Now again. At last.", step);

            // then
            assertThat(segments.tokens().length).isLessThanOrEqualTo(32);
            assertThat(BYTES.decode(segments.tokens())).matches("( (First here|Then there|Now again|At last)\\.)+");
        }
    }

    @Test
    void sentencesLongerThanTheWindowAreCutAwayFromTheBoundary() {
        // when
        String window = BYTES.decode(
                draw("a".repeat(40) + "! " + "b".repeat(40) + "!", 1).tokens());

        // then
        assertThat(window).matches("a{15}! b{15}| b{15}a{15}!");
    }

    @Test
    void numberIsNoBoundary() {
        assertThat(ORDER.draw("pi is 3.14159", new CounterRandom(1, Purpose.SEGMENTS, 1)))
                .isEmpty();
    }

    private static SegmentOrder.Segments draw(String text, long step) {
        return ORDER.draw(text, new CounterRandom(1, Purpose.SEGMENTS, step)).orElseThrow();
    }
}
