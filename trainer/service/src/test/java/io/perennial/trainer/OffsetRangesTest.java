package io.perennial.trainer;

import static io.perennial.trainer.CuratedSamples.TOPIC;
import static io.perennial.trainer.CuratedSamples.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OffsetRangesTest {
    @Test
    void joinsRangesThatTouchOrOverlap() {
        // given
        List<OffsetRange> ranges =
                List.of(range(1, 5, 8), range(0, 0, 3), range(0, 3, 4), range(1, 7, 9), range(1, 2, 4));

        // when
        OffsetRanges union = OffsetRanges.of(TOPIC, ranges);

        // then
        assertThat(union.toList()).containsExactly(range(0, 0, 4), range(1, 2, 4), range(1, 5, 9));
    }

    @Test
    void leavesRangesOfOtherTopicsOut() {
        // given
        OffsetRange other = new OffsetRange("curated.logs", 0, 0L, 10L);

        // when
        OffsetRanges ranges = OffsetRanges.of(TOPIC, List.of(other));

        // then
        assertThat(ranges.isEmpty()).isTrue();
    }

    @Test
    void agreesWithASetOfSingleOffsetsUnderRandomUnionsAndDifferences() {
        // given
        Random random = new Random(17);
        OffsetRanges ranges = OffsetRanges.none(TOPIC);
        TreeSet<RecordPosition> oracle = new TreeSet<>();

        // when
        for (int i = 0; i < 150; i++) {
            int partition = random.nextInt(2);
            long from = random.nextInt(60);
            long to = from + random.nextInt(12);
            List<OffsetRange> changed = List.of(range(partition, from, to));
            boolean union = random.nextBoolean();
            ranges = union ? ranges.plus(changed) : ranges.minus(OffsetRanges.of(TOPIC, changed));
            for (long offset = from; offset < to; offset++) {
                if (union) {
                    oracle.add(new RecordPosition(partition, offset));
                } else {
                    oracle.remove(new RecordPosition(partition, offset));
                }
            }

            // then
            assertThat(positions(ranges)).containsExactlyElementsOf(oracle);
        }
    }

    private static List<RecordPosition> positions(OffsetRanges ranges) {
        List<RecordPosition> positions = new ArrayList<>();
        for (long index = 0; index < ranges.count(); index++) {
            RecordPosition position = ranges.at(index);
            assertThat(ranges.contains(position.partition(), position.offset())).isTrue();
            positions.add(position);
        }
        return positions;
    }
}
