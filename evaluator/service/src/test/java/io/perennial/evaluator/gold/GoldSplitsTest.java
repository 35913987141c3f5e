package io.perennial.evaluator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.GoldSplit;
import java.util.EnumMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GoldSplitsTest {
    @Test
    void aGroupIsAlwaysInTheSameSplit() {
        // given
        GoldSplit first = GoldSplits.of("incident-17");

        // when
        GoldSplit again = GoldSplits.of("incident-17");

        // then
        assertThat(again).isEqualTo(first).isEqualTo(GoldSplit.TRAIN);
    }

    @Test
    void theSharesAreFiftyFifteenThirtyFive() {
        // given
        Map<GoldSplit, Integer> counts = new EnumMap<>(GoldSplit.class);

        // when
        for (int group = 0; group < 20_000; group++) {
            counts.merge(GoldSplits.of("group-" + group), 1, Integer::sum);
        }

        // then
        Offset<Integer> tolerance = Offset.offset(250);
        assertThat(counts.get(GoldSplit.TRAIN)).isCloseTo(10_000, tolerance);
        assertThat(counts.get(GoldSplit.VALIDATION)).isCloseTo(3_000, tolerance);
        assertThat(counts.get(GoldSplit.TEST)).isCloseTo(6_000, tolerance);
        assertThat(counts.get(GoldSplit.BLIND)).isCloseTo(1_000, tolerance);
    }
}
