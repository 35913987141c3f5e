package io.perennial.curator.drift.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.drift.calibration.BlockSums;
import io.perennial.schemas.blobs.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceBlockTest {
    private static final BlockSize SIZE = new BlockSize(8, 1);
    private static final long START = 1_795_000_000_000L;
    private static final int RECORDS = 200;

    /** A content, its only measure, and when it was sent. */
    private record Sent(String content, double length, long time) {}

    @Test
    void aBlockIsFullWhenItHasItsSamplesAndHasLastedLongEnough() {
        // when
        List<Map<String, BlockSums>> blocks = blocks(stream(), 1_000);

        // then: eight samples take 40 seconds, twelve a minute and the first one starts the clock
        assertThat(blocks).extracting(block -> sums(block, "length").count()).startsWith(13L, 12L, 12L, 12L);
    }

    @Test
    void recordsThatComeAgainChangeNothingButTheRateOfRepeats() {
        // given
        List<Sent> stream = stream();
        List<Sent> repeated = new ArrayList<>();
        for (int i = 0; i < stream.size(); i++) {
            repeated.add(stream.get(i));
            if (i % 7 == 6) {
                repeated.addAll(stream.subList(i - 6, i + 1));
            }
        }

        // when
        List<Map<String, BlockSums>> once = blocks(stream, 1_000);
        List<Map<String, BlockSums>> twice = blocks(repeated, 1_000);

        // then
        assertThat(once)
                .isNotEmpty()
                .allSatisfy(
                        block -> assertThat(sums(block, Rates.REPEATED).mean()).isZero());
        assertThat(twice).extracting(block -> sums(block, "length")).isEqualTo(lengths(once));
        assertThat(sums(twice.get(3), Rates.REPEATED).mean()).isBetween(0.3, 0.6);
    }

    @Test
    void lateRecordsAreInTheSameBlocksAsIfTheyWereInTime() {
        // given
        List<Sent> stream = stream();
        List<Sent> late = new ArrayList<>(stream);
        for (int i = 5; i < stream.size(); i += 9) {
            // None of them fills a block.
            if (i % 12 != 0) {
                late.set(
                        i,
                        new Sent(
                                stream.get(i).content(),
                                stream.get(i).length(),
                                stream.get(i).time() - 3_600_000));
            }
        }

        // when
        List<Map<String, BlockSums>> blocks = blocks(late, 1_000);

        // then
        assertThat(late).isNotEqualTo(stream);
        assertThat(blocks).isNotEmpty().isEqualTo(blocks(stream, 1_000));
    }

    @Test
    void aWrongClockKeepsNoBlockOpenForEver() {
        // given
        List<Sent> stream = stream();
        stream.set(20, new Sent("from the future", 3, START * 2));

        // when
        List<Map<String, BlockSums>> blocks = blocks(stream, 1_000);
        List<Map<String, BlockSums>> more = new ArrayList<>();
        SourceBlock block = new SourceBlock();
        block.add(START * 2, length(1), false, SIZE);
        for (int i = 1; i < 64 * SIZE.samples(); i++) {
            Map<String, BlockSums> full = block.add(START, length(1), false, SIZE);
            if (full != null) {
                more.add(full);
            }
        }

        // then
        assertThat(blocks).hasSizeGreaterThan(1);
        assertThat(more)
                .singleElement()
                .satisfies(full -> assertThat(sums(full, "length").count()).isEqualTo(512));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 31})
    void aBlockThatWasWrittenAndReadGoesOnAsIfNothingHadHappened(int interruption) {
        assertThat(blocks(stream(), interruption)).isEqualTo(blocks(stream(), 1_000));
    }

    @Test
    void aStateFromBeforeDistributionsWereCountedCanStillBeRead() {
        // given
        SourceBlock block = new SourceBlock();
        block.add(START, length(1), false, SIZE);
        byte[] state = block.toBytes();

        // when: it ended before the numbers of shapes and of mixes
        SourceBlock read = SourceBlock.fromBytes(Arrays.copyOf(state, state.length - 2 * Integer.BYTES));

        // then
        assertThat(read.toBytes()).isEqualTo(state);
    }

    private static Observed length(double value) {
        return new Observed(Map.of("length", value), Map.of(), Map.of());
    }

    private static BlockSums sums(Map<String, BlockSums> block, String descriptor) {
        return Objects.requireNonNull(block.get(descriptor), descriptor);
    }

    private static List<BlockSums> lengths(List<Map<String, BlockSums>> blocks) {
        return blocks.stream().map(block -> sums(block, "length")).toList();
    }

    /** A record every five seconds. */
    private static List<Sent> stream() {
        List<Sent> stream = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            stream.add(new Sent("content " + i, 5 + i % 3, START + 5_000L * i));
        }
        return stream;
    }

    private static List<Map<String, BlockSums>> blocks(List<Sent> stream, int interruption) {
        List<Map<String, BlockSums>> blocks = new ArrayList<>();
        SourceBlock block = new SourceBlock();
        for (int i = 0; i < stream.size(); i++) {
            block = i % interruption == 0 ? SourceBlock.fromBytes(block.toBytes()) : block;
            Sent sent = stream.get(i);
            boolean repeated = block.repeats(Sha256.of(sent.content()));
            Map<String, Double> values = new TreeMap<>();
            values.put(Rates.REPEATED, repeated ? 1.0 : 0.0);
            if (!repeated) {
                values.put("length", sent.length());
            }
            Map<String, BlockSums> full =
                    block.add(sent.time(), new Observed(values, Map.of(), Map.of()), repeated, SIZE);
            if (full != null) {
                blocks.add(full);
            }
        }
        return blocks;
    }
}
