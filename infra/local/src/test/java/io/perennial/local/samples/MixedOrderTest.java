package io.perennial.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.Modality;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixedOrderTest {
    private final List<LabelledSample> samples = IntStream.range(0, 1000)
            .mapToObj(i -> LabelledSample.text("label " + i / 500, "file " + i / 100, "line " + i))
            .toList();

    @Test
    void keepsNeighbouringLogLinesTogether() {
        // when
        List<LabelledSample> mixed = MixedOrder.of(Modality.LOGS, samples);

        // then
        long neighbours = IntStream.range(1, mixed.size())
                .filter(i -> samples.indexOf(mixed.get(i)) == samples.indexOf(mixed.get(i - 1)) + 1)
                .count();
        int runs = (samples.size() + MixedOrder.LINES_OF_A_RUN - 1) / MixedOrder.LINES_OF_A_RUN;
        assertThat(neighbours).isGreaterThanOrEqualTo(samples.size() - runs);
    }

    @Test
    void mixesTheLabelsOfLogs() {
        assertThat(MixedOrder.of(Modality.LOGS, samples).subList(0, 200))
                .extracting(LabelledSample::label)
                .contains("label 0", "label 1");
    }

    @Test
    void mixesTextsOneByOne() {
        // when
        List<LabelledSample> mixed = MixedOrder.of(Modality.TEXT, samples);

        // then
        assertThat(mixed).isNotEqualTo(samples).containsExactlyInAnyOrderElementsOf(samples);
        assertThat(mixed.get(1)).isNotEqualTo(samples.get(samples.indexOf(mixed.get(0)) + 1));
    }
}
