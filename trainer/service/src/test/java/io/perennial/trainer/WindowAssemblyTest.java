package io.perennial.trainer;

import static io.perennial.trainer.CuratedSamples.TOPIC;
import static io.perennial.trainer.CuratedSamples.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WindowAssemblyTest {
    private static final int BYTES = 10;

    @Test
    void mergesPartitionsRoundRobinByPartitionId() {
        // given
        WindowAssembly assembly = assembly(starts(0, 0, 0), 2);

        // when
        offer(assembly, 2, 0, 1);
        offer(assembly, 0, 0, 1);
        offer(assembly, 1, 0, 1);

        // then
        assertThat(texts(assembly.close())).containsExactly("0@0", "1@0", "2@0", "0@1", "1@1", "2@1");
    }

    @Test
    void countsRecordsAndNotOffsets() {
        // given
        WindowAssembly assembly = assembly(starts(0), 3);

        // when transaction markers stand at offsets 1, 2 and 5
        offer(assembly, 0, 0, 3, 4);

        // then
        assertThat(assembly.close().nextOffsets()).containsExactly(range(0, 5, 5));
    }

    @Test
    void isTheSameWhateverPollsReturned() {
        // given
        Random random = new Random(5);
        List<ClosedWindow> windows = new ArrayList<>();

        // when
        for (int run = 0; run < 50; run++) {
            windows.add(readInRandomOrder(random));
        }

        // then
        assertThat(windows).containsOnly(windows.get(0));
    }

    @Test
    void passesQuarantinedRecordsOverWithoutCountingThem() {
        // given
        OffsetRanges quarantined = OffsetRanges.of(TOPIC, List.of(range(0, 1, 3)));
        WindowAssembly assembly = new WindowAssembly(starts(0), new WindowQuota(3, 1_000), quarantined, sample -> true);

        // when
        offer(assembly, 0, 0, 1, 2, 3, 4, 5);

        // then
        ClosedWindow window = assembly.close();
        assertThat(texts(window)).containsExactly("0@0", "0@3", "0@4");
        assertThat(window.windows()).containsExactly(range(0, 0, 1), range(0, 3, 5));
    }

    @Test
    void leavesUnreadableSamplesOutOfTheWindowAndTakesTheNextOnesInstead() {
        // given
        WindowAssembly assembly = new WindowAssembly(
                starts(0),
                new WindowQuota(3, 1_000),
                OffsetRanges.none(TOPIC),
                sample -> sample.position().offset() % 2 == 0);

        // when
        offer(assembly, 0, 0, 1, 2, 3, 4, 5);

        // then
        ClosedWindow window = assembly.close();
        assertThat(texts(window)).containsExactly("0@0", "0@2", "0@4");
        assertThat(window.windows()).containsExactly(range(0, 0, 1), range(0, 2, 3), range(0, 4, 5));
        assertThat(window.nextOffsets()).containsExactly(range(0, 5, 5));
    }

    @Test
    void closesAPartitionThatHasItsBytes() {
        // given
        WindowAssembly assembly =
                new WindowAssembly(starts(0), new WindowQuota(100, 25), OffsetRanges.none(TOPIC), sample -> true);

        // when
        offer(assembly, 0, 0, 1, 2, 3);

        // then
        assertThat(texts(assembly.close())).containsExactly("0@0", "0@1", "0@2");
    }

    @Test
    void endsEarlyWhereItIsTold() {
        // given
        WindowAssembly assembly = assembly(starts(0, 0), 100);
        offer(assembly, 0, 0, 1);
        offer(assembly, 1, 0);

        // when
        assembly.endAt(0, 2);
        assembly.endAt(1, 3);
        assembly.reached(1, 3);

        // then
        ClosedWindow window = assembly.close();
        assertThat(texts(window)).containsExactly("0@0", "1@0", "0@1");
        assertThat(window.nextOffsets()).containsExactly(range(0, 2, 2), range(1, 1, 1));
    }

    @Test
    void takesTheSameSamplesAgainFromTheEndsOfAWindow() {
        // given
        WindowAssembly first = assembly(starts(0, 0), 3);
        offer(first, 0, 0, 2, 3, 5);
        offer(first, 1, 1, 2, 4);
        ClosedWindow window = first.close();

        // when
        WindowAssembly again =
                new WindowAssembly(starts(0, 0), WindowQuota.unlimited(), OffsetRanges.none(TOPIC), sample -> true);
        window.nextOffsets().forEach(next -> again.endAt(next.getPartition(), next.getFromOffset()));
        offer(again, 1, 1, 2, 4, 6, 7);
        offer(again, 0, 0, 2, 3, 5, 6);

        // then
        assertThat(again.close()).isEqualTo(window);
    }

    @Test
    void refusesToCloseWhilePartitionsAreMissing() {
        // given
        WindowAssembly assembly = assembly(starts(0, 0), 1);

        // when
        offer(assembly, 0, 0);

        // then
        assertThatThrownBy(assembly::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("open");
    }

    private static ClosedWindow readInRandomOrder(Random random) {
        WindowAssembly assembly = assembly(starts(0, 0, 0), 20);
        Map<Integer, Long> read = new TreeMap<>(starts(0, 0, 0));
        while (!assembly.isComplete()) {
            int partition = random.nextInt(3);
            for (int i = random.nextInt(7); i > 0; i--) {
                offer(assembly, partition, read.merge(partition, 1L, Long::sum) - 1);
            }
        }
        return assembly.close();
    }

    private static WindowAssembly assembly(SortedMap<Integer, Long> from, int records) {
        return new WindowAssembly(
                from, new WindowQuota(records, Long.MAX_VALUE), OffsetRanges.none(TOPIC), sample -> true);
    }

    private static void offer(WindowAssembly assembly, int partition, long... offsets) {
        for (long offset : offsets) {
            assembly.offer(partition, offset, BYTES, () -> CuratedSamples.text(partition + "@" + offset));
        }
    }

    private static SortedMap<Integer, Long> starts(long... offsets) {
        SortedMap<Integer, Long> starts = new TreeMap<>();
        for (int partition = 0; partition < offsets.length; partition++) {
            starts.put(partition, offsets[partition]);
        }
        return starts;
    }

    private static List<String> texts(ClosedWindow window) {
        return window.samples().stream()
                .map(sample -> sample.sample().getText())
                .toList();
    }
}
