package io.perennial.curator.pdq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.pdq.HashIndex.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashIndexTest {
    private static final int BITS = PdqHash.BYTES * Byte.SIZE;

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 30, 31})
    void findsWhatComparingWithAllOfThemFinds(int bound) {
        // given
        Random random = new Random(17);
        List<PdqHash> hashes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            hashes.add(
                    i % 4 == 0
                            ? changed(new PdqHash(0, 0, 0, 0), BITS, random)
                            : changed(hashes.get(random.nextInt(hashes.size())), random.nextInt(40), random));
        }
        HashIndex index = new HashIndex(hashes, bound);
        int matches = 0;

        for (int i = 0; i < 500; i++) {
            PdqHash wanted = changed(hashes.get(random.nextInt(200)), random.nextInt(60), random);

            // when
            Match match = index.find(wanted);

            // then
            assertThat(match).isEqualTo(naive(hashes, wanted, bound));
            matches += match == null ? 0 : 1;
        }
        assertThat(matches).isBetween(5, 495);
    }

    @Test
    void anEmptyIndexFindsNothing() {
        assertThat(new HashIndex(List.of(), PdqHash.NEAR).find(new PdqHash(1, 2, 3, 4)))
                .isNull();
    }

    @Test
    void aBoundAboveWhichTheIndexWouldMissSomeIsRefused() {
        assertThatThrownBy(() -> new HashIndex(List.of(), 32)).hasMessageContaining("between 0 and 31, was 32");
    }

    private static @Nullable Match naive(List<PdqHash> hashes, PdqHash wanted, int bound) {
        Match best = null;
        for (int i = 0; i < hashes.size(); i++) {
            int distance = hashes.get(i).distance(wanted);
            if (distance <= bound && (best == null || distance < best.distance())) {
                best = new Match(i, distance);
            }
        }
        return best;
    }

    /** So many times a bit, chosen at random, is turned. */
    private static PdqHash changed(PdqHash hash, int count, Random random) {
        byte[] bytes = hash.toBytes();
        for (int i = 0; i < count; i++) {
            int bit = random.nextInt(BITS);
            bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
        return PdqHash.fromBytes(bytes);
    }
}
