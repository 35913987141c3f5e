package io.perennial.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {
    private final List<LabelledSample> corpus = IntStream.range(0, 400)
            .mapToObj(i -> LabelledSample.text("label " + i % 4, "file " + i / 5, "text " + i % 300))
            .toList();

    @Test
    void sharesNoGroupBetweenGoldAndPublished() {
        // when
        HeldOut parts = HeldOut.of(corpus, 1000);

        // then
        assertThat(groups(parts.gold())).isNotEmpty().doesNotContainAnyElementsOf(groups(parts.published()));
    }

    @Test
    void publishesNoTextOfTheGoldSet() {
        // when
        HeldOut parts = HeldOut.of(corpus, 1000);

        // then
        assertThat(texts(parts.published())).isNotEmpty().doesNotContainAnyElementsOf(texts(parts.gold()));
    }

    @Test
    void takesNoMoreGoldOfALabelThanAskedFor() {
        // when
        HeldOut parts = HeldOut.of(corpus, 3);

        // then
        assertThat(parts.gold().stream().collect(Collectors.groupingBy(LabelledSample::label, Collectors.counting())))
                .hasSize(4)
                .allSatisfy((label, count) -> assertThat(count).isEqualTo(3));
    }

    @Test
    void leavesALabelWithTooFewExamplesOutOfTheGoldSet() {
        // given
        List<LabelledSample> withRareLabel = new ArrayList<>(corpus);
        IntStream.range(0, 8)
                .forEach(i -> withRareLabel.add(LabelledSample.text("rare", "rare " + i, "rare text " + i)));

        // when
        HeldOut parts = HeldOut.of(withRareLabel, 1000);

        // then
        assertThat(parts.gold()).isNotEmpty().noneMatch(sample -> sample.label().equals("rare"));
    }

    private static Set<String> groups(List<LabelledSample> samples) {
        return samples.stream().map(LabelledSample::group).collect(Collectors.toSet());
    }

    private static Set<String> texts(List<LabelledSample> samples) {
        return samples.stream().map(LabelledSample::text).collect(Collectors.toSet());
    }
}
