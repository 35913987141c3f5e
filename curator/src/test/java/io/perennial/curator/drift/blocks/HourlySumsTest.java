package io.perennial.curator.drift.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.drift.calibration.BlockSums;
import org.junit.jupiter.api.Test;

class HourlySumsTest {
    private static final long HOUR = 3_600_000;
    private static final long NOON = 20_000 * 24 * HOUR + 12 * HOUR;

    @Test
    void theHourAndTheOneBeforeAreNowAndTheDayBeforeThatIsBefore() {
        // given
        HourlySums sums = new HourlySums();
        for (int hour = -40; hour <= 0; hour++) {
            sums.add(NOON + hour * HOUR, BlockSums.NONE.plus(hour));
        }

        // when
        BlockSums recent = sums.recent(NOON + 100);
        BlockSums before = sums.before(NOON + 100);

        // then
        assertThat(recent).isEqualTo(BlockSums.NONE.plus(-1).plus(0));
        assertThat(before.count()).isEqualTo(24);
        assertThat(before.mean()).isEqualTo(-13.5);
        assertThat(sums.all().count()).isEqualTo(26);
    }
}
