package io.perennial.trainer;

import static io.perennial.trainer.CuratedSamples.TOPIC;
import static io.perennial.trainer.CuratedSamples.checkpoint;
import static io.perennial.trainer.CuratedSamples.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.Checkpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    @Test
    void fifoHoldsTheLatestOffsetsOfTheNewestUpdates() {
        // given
        Checkpoint newer = checkpoint("bb", "a", 0, List.of(range(0, 40, 44), range(1, 50, 53)));

        // when
        Set<RecordPosition> drawn = drawn(List.of(newer, EARLIER), ReplayBuffer.Policy.FIFO, 9);

        // then the 7 of the newer update, and the last 2 of the earlier one
        assertThat(drawn)
                .containsExactlyInAnyOrder(
                        new RecordPosition(0, 40),
                        new RecordPosition(0, 41),
                        new RecordPosition(0, 42),
                        new RecordPosition(0, 43),
                        new RecordPosition(1, 50),
                        new RecordPosition(1, 51),
                        new RecordPosition(1, 52),
                        new RecordPosition(1, 49),
                        new RecordPosition(1, 48));
    }

    @Test
    void reservoirIsAUniformSampleOfAllOffsets() {
        // given
        OffsetRanges offsets = OffsetRanges.of(TOPIC, List.of(range(0, 0, 1_000), range(1, 0, 1_000)));

        // when
        List<RecordPosition> kept = ReplayBuffer.reservoir(offsets, 5, 400);

        // then each quarter of the log has a quarter of the places, within four standard deviations
        assertThat(kept).hasSize(400).doesNotHaveDuplicates();
        for (int partition = 0; partition < 2; partition++) {
            int wanted = partition;
            assertThat(kept)
                    .filteredOn(position -> position.partition() == wanted && position.offset() < 500)
                    .hasSizeBetween(65, 135);
        }
    }

    @Test
    void whatLeftTheReservoirNeverComesBack() {
        // given
        OffsetRanges early = OffsetRanges.of(TOPIC, List.of(range(0, 0, 1_000)));
        OffsetRanges late = early.plus(List.of(range(0, 1_000, 3_000)));

        // when
        List<RecordPosition> before = ReplayBuffer.reservoir(early, 5, 100);
        List<RecordPosition> after = ReplayBuffer.reservoir(late, 5, 100);

        // then
        assertThat(after)
                .filteredOn(position -> position.offset() < 1_000)
                .isNotEmpty()
                .isSubsetOf(before)
                .hasSizeLessThan(60);
    }

    @Test
    void mixedDrawsHalfFromTheLatestOffsets() {
        // given
        Checkpoint newer = checkpoint("bb", "a", 0, List.of(range(0, 40, 50)));
        ReplayPool pool = ReplayPool.of(
                List.of(newer, EARLIER),
                OffsetRanges.none(TOPIC),
                new ReplayBuffer(ReplayBuffer.Policy.MIXED, 20),
                3,
                List.of());

        // when
        List<RecordPosition> draws = pool.draw(3, 0, 1_000);

        // then 10 of 130 offsets have half of the draws, and a little of the other half
        assertThat(draws)
                .filteredOn(draw -> draw.partition() == 0 && draw.offset() >= 40)
                .hasSizeBetween(450, 650);
    }

    @Test
    void minredDrawsWhatTheCheckpointKeptAndThePoolStillHas() {
        // given
        OffsetRanges quarantined = OffsetRanges.of(TOPIC, List.of(range(1, 20, 21)));
        RecordPosition kept = new RecordPosition(0, 7);
        RecordPosition suspect = new RecordPosition(1, 20);
        RecordPosition beyondTheHorizon = new RecordPosition(2, 400);

        // when
        ReplayPool pool = ReplayPool.of(
                List.of(EARLIER),
                quarantined,
                new ReplayBuffer(ReplayBuffer.Policy.MINRED, 30),
                3,
                List.of(kept, suspect, beyondTheHorizon));

        // then
        assertThat(pool.buffered()).containsExactly(kept);
        assertThat(pool.draw(3, 0, 20)).containsOnly(kept);
    }

    @Test
    void minredBeginsWithTheLatestOffsets() {
        // when
        Set<RecordPosition> drawn = drawn(List.of(EARLIER), ReplayBuffer.Policy.MINRED, 9);

        // then
        assertThat(drawn).isEqualTo(drawn(List.of(EARLIER), ReplayBuffer.Policy.FIFO, 9));
    }

    @ParameterizedTest
    @EnumSource(ReplayBuffer.Policy.class)
    void noPolicyDrawsQuarantinedOffsets(ReplayBuffer.Policy policy) {
        // given
        OffsetRanges quarantined = OffsetRanges.of(TOPIC, List.of(range(0, 0, 40), range(2, 5, 40)));
        ReplayPool pool = ReplayPool.of(List.of(EARLIER), quarantined, new ReplayBuffer(policy, 30), 3, List.of());

        // then
        assertThat(pool.draw(3, 0, 500)).noneMatch(draw -> quarantined.contains(draw.partition(), draw.offset()));
    }

    private static Set<RecordPosition> drawn(List<Checkpoint> lineage, ReplayBuffer.Policy policy, int capacity) {
        return new HashSet<>(
                ReplayPool.of(lineage, OffsetRanges.none(TOPIC), new ReplayBuffer(policy, capacity), 3, List.of())
                        .draw(3, 0, 500));
    }
}
