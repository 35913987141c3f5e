package io.perennial.trainer;

import static io.perennial.trainer.CuratedSamples.TOPIC;
import static io.perennial.trainer.CuratedSamples.checkpoint;
import static io.perennial.trainer.CuratedSamples.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReplayPoolTest {
    private static final Checkpoint EARLIER =
            checkpoint("a", null, 0, List.of(range(0, 0, 40), range(1, 10, 50), range(2, 0, 40)));

    @Test
    void drawsUniformlyOverEarlierWindows() {
        // given
        ReplayPool pool = ReplayPool.of(List.of(EARLIER), OffsetRanges.none(TOPIC));

        // when
        Map<RecordPosition, Long> draws = LongStream.range(0, 3_000)
                .boxed()
                .flatMap(step -> pool.draw(3, step, 4).stream())
                .collect(Collectors.groupingBy(position -> position, Collectors.counting()));

        // then every one of the 120 offsets is drawn about 100 times, within five standard deviations
        assertThat(draws).hasSize(120).allSatisfy((position, count) -> {
            assertThat(pool.offsets().contains(position.partition(), position.offset()))
                    .isTrue();
            assertThat(count).isBetween(50L, 150L);
        });
    }

    @Test
    void neverDrawsQuarantinedOffsets() {
        // given
        OffsetRanges quarantined = OffsetRanges.of(TOPIC, List.of(range(0, 0, 40), range(2, 5, 40)));
        ReplayPool pool = ReplayPool.of(List.of(EARLIER), quarantined);

        // when
        List<RecordPosition> draws = pool.draw(3, 0, 500);

        // then
        assertThat(draws).noneMatch(draw -> quarantined.contains(draw.partition(), draw.offset()));
    }

    @Test
    void isEmptyBeforeTheFirstUpdate() {
        // given
        List<Checkpoint> lineage = List.of();

        // when
        ReplayPool pool = ReplayPool.of(lineage, OffsetRanges.none(TOPIC));

        // then
        assertThat(pool.isEmpty()).isTrue();
    }
}
