package io.perennial.curator.drift.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.curator.drift.blocks.Attribution.Traffic;
import io.perennial.curator.drift.calibration.BlockSums;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AttributionTest {
    @Test
    void thePartsOfAllSourcesAddUpToTheChangeOfTheMean() {
        // given
        Random random = new Random(12);
        Map<String, Traffic> sources = new TreeMap<>();
        BlockSums before = BlockSums.NONE;
        BlockSums after = BlockSums.NONE;
        BlockSums asked = BlockSums.NONE;
        for (int source = 0; source < 20; source++) {
            Traffic traffic = new Traffic(sums(random), sums(random));
            before = before.plus(traffic.before());
            after = after.plus(traffic.after());
            sources.put("source-" + source, traffic);
            asked = source == 3 ? traffic.after() : asked;
        }

        // when
        Attribution attribution = Attribution.of(sources, "source-3");

        // then
        double sum = attribution.changes().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(sum).isCloseTo(after.mean() - before.mean(), within(1e-12));
        assertThat(attribution.changes()).hasSize(9).containsKey("");
        assertThat(attribution.share()).isCloseTo((double) asked.count() / after.count(), within(1e-12));
    }

    @Test
    void aSourceThatChangesIsNamedFirst() {
        // given
        Map<String, Traffic> sources = Map.of(
                "steady", new Traffic(new BlockSums(900, 900, 900), new BlockSums(90, 90, 90)),
                "changing", new Traffic(new BlockSums(100, 100, 100), new BlockSums(10, 50, 250)));

        // when
        Attribution attribution = Attribution.of(sources, "changing");

        // then
        assertThat(attribution.changes().keySet()).startsWith("changing");
        assertThat(attribution.changes().get("changing")).isCloseTo(0.4, within(1e-12));
        assertThat(attribution.share()).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void withoutTheHoursBeforeThereIsAShareButNoChange() {
        // when
        Attribution attribution =
                Attribution.of(Map.of("new", new Traffic(BlockSums.NONE, new BlockSums(5, 5, 5))), "new");

        // then
        assertThat(attribution.changes()).isEmpty();
        assertThat(attribution.share()).isEqualTo(1);
    }

    private static BlockSums sums(Random random) {
        BlockSums sums = BlockSums.NONE;
        for (int i = random.nextInt(50); i >= 0; i--) {
            sums = sums.plus(random.nextGaussian());
        }
        return sums;
    }
}
