package io.perennial.curator.drift.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.curator.drift.calibration.BlockSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixTest {
    private static final int SAMPLES = 256;

    @Test
    void aDistributionThatStaysIsAsFarFromItsReferenceAsChanceTakesIt() {
        // when
        List<BlockSums> blocks = blocks(new Mix.OfNumbers(), new Random(51), 40, value -> value);

        // then: the first block gives the bins, the next eight the reference; chance is the mean of chi-square with
        // nine degrees of freedom
        double chance = Math.pow(9 * (1.0 / SAMPLES + 1.0 / (Mix.REFERENCE * SAMPLES)) / (8 * Math.log(2)), 0.25);
        assertThat(blocks).hasSize(40 - 1 - Mix.REFERENCE);
        assertThat(blocks).allSatisfy(block -> assertThat(block.mean()).isBetween(0.3 * chance, 2 * chance));
        assertThat(blocks.stream().mapToDouble(BlockSums::mean).average().orElse(0))
                .isCloseTo(chance, within(0.1 * chance));
    }

    @Test
    void aSpreadThatGrowsIsSeenThoughTheMeanStays() {
        // given
        Mix.OfNumbers mix = new Mix.OfNumbers();
        Random random = new Random(52);
        List<BlockSums> before = blocks(mix, random, 20, value -> value);

        // when
        List<BlockSums> after = blocks(mix, random, 20, value -> 2 * value);

        // then
        assertThat(before).allSatisfy(block -> assertThat(block.mean()).isLessThan(0.45));
        assertThat(after).allSatisfy(block -> assertThat(block.mean()).isGreaterThan(0.45));
    }

    @Test
    void aShiftByADeviationIsAnEffectOfAboutOne() {
        // given
        Mix.OfNumbers mix = new Mix.OfNumbers();
        Random random = new Random(53);
        blocks(mix, random, 20, value -> value);

        // when
        BlockSums shifted = blocks(mix, random, 1, value -> value + 1).get(0);

        // then
        assertThat(shifted.mean() / shifted.deviation()).isBetween(0.75, 1.1);
    }

    @Test
    void namesThatWereNotThereBeforeAreFarFromTheReference() {
        // given
        Mix.OfNames mix = new Mix.OfNames();
        for (int block = 0; block < Mix.REFERENCE; block++) {
            fill(mix, "en", "en", "de");
            assertThat(mix.endBlock()).isNull();
        }

        // when
        fill(mix, "en", "de", "en");
        BlockSums same = Objects.requireNonNull(mix.endBlock());
        fill(mix, "fr", "en", "de");
        BlockSums other = Objects.requireNonNull(mix.endBlock());

        // then
        assertThat(same.mean()).isLessThan(0.05);
        assertThat(other.mean()).isGreaterThan(0.4);
        assertThat(mix.endBlock()).as("a block without names").isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 5_000})
    void aMixThatWasWrittenAndReadGoesOnAsIfNothingHadHappened(int interruption) throws IOException {
        // given
        Random random = new Random(54);
        Mix.OfNumbers numbers = new Mix.OfNumbers();
        Mix.OfNames names = new Mix.OfNames();
        for (int i = 0; i < interruption; i++) {
            numbers.add(random.nextGaussian());
            names.add("name " + random.nextInt(30));
            if (i % SAMPLES == 0) {
                numbers.endBlock();
                names.endBlock();
            }
        }

        // when
        Mix.OfNumbers readNumbers = again(numbers, Mix.OfNumbers::new);
        Mix.OfNames readNames = again(names, Mix.OfNames::new);

        // then
        List<BlockSums> expected = blocks(numbers, new Random(55), 20, value -> value);
        assertThat(blocks(readNumbers, new Random(55), 20, value -> value))
                .isEqualTo(expected)
                .isNotEmpty();
        assertThat(bytes(readNames)).isEqualTo(bytes(names));
    }

    private static void fill(Mix.OfNames mix, String... names) {
        for (int i = 0; i < 3 * SAMPLES; i++) {
            mix.add(names[i % names.length]);
        }
    }

    /** Distances of blocks of normal numbers. */
    private static List<BlockSums> blocks(Mix.OfNumbers mix, Random random, int count, DoubleUnaryOperator change) {
        List<BlockSums> blocks = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            for (int i = 0; i < SAMPLES; i++) {
                mix.add(change.applyAsDouble(random.nextGaussian()));
            }
            BlockSums distance = mix.endBlock();
            if (distance != null) {
                blocks.add(distance);
            }
        }
        return blocks;
    }

    private static <M extends Mix<?>> M again(M mix, Supplier<M> start) throws IOException {
        M read = start.get();
        read.read(new DataInputStream(new ByteArrayInputStream(bytes(mix))));
        return read;
    }

    private static byte[] bytes(Mix<?> mix) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mix.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
