package io.perennial.curator.drift.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BlockSumsTest {
    @Test
    void theSumsOfTwoPartitionsAreThoseOfAllValues() {
        // given
        BlockSums one = BlockSums.NONE.plus(1).plus(4);
        BlockSums other = BlockSums.NONE.plus(2).plus(3).plus(10);

        // when
        BlockSums all = one.plus(other);

        // then
        assertThat(all).isEqualTo(other.plus(one));
        assertThat(all.count()).isEqualTo(5);
        assertThat(all.mean()).isEqualTo(4);
        assertThat(all.deviation()).isCloseTo(Math.sqrt(10), within(1e-12));
    }

    @Test
    void halvingKeepsMeanAndDeviation() {
        // given
        BlockSums sums = BlockSums.NONE.plus(1).plus(2).plus(9);

        // when
        BlockSums halved = sums.halved();

        // then
        assertThat(halved.count()).isEqualTo(1);
        assertThat(halved.mean()).isCloseTo(sums.mean(), within(1e-12));
        assertThat(halved.deviation()).isCloseTo(sums.deviation(), within(1e-12));
    }
}
