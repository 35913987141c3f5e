package io.perennial.curator.minhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.minhash.SignatureIndex.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureIndexTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.6, 0.7, 0.8, 0.9, 1.0})
    void findsWhatComparingWithAllOfThemFinds(double bound) {
        // given
        Random random = new Random(17);
        List<Signature> signatures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            signatures.add(
                    i % 4 == 0 || signatures.isEmpty()
                            ? new Signature(random.longs(Signature.VALUES, 0, HashFunctions.PRIME)
                                    .toArray())
                            : changed(signatures.get(random.nextInt(signatures.size())), random.nextInt(50), random));
        }
        SignatureIndex index = new SignatureIndex(signatures, bound);
        int matches = 0;

        for (int i = 0; i < 500; i++) {
            Signature wanted = changed(signatures.get(random.nextInt(200)), random.nextInt(60), random);

            // when
            Match match = index.find(wanted);

            // then
            assertThat(match).isEqualTo(naive(signatures, wanted, bound));
            matches += match == null ? 0 : 1;
        }
        assertThat(matches).isBetween(5, 495);
    }

    @Test
    void anEmptyIndexFindsNothing() {
        // given
        SignatureIndex index = new SignatureIndex(List.of(), 0.8);

        // then
        assertThat(index.isEmpty()).isTrue();
        assertThat(index.find(new Signature(new long[Signature.VALUES]))).isNull();
    }

    @Test
    void aBoundThatWouldCompareEverythingIsRefused() {
        assertThatThrownBy(() -> new SignatureIndex(List.of(), 0.5)).hasMessageContaining("between 0.6 and 1, was 0.5");
    }

    private static @Nullable Match naive(List<Signature> signatures, Signature wanted, double bound) {
        Match best = null;
        for (int i = 0; i < signatures.size(); i++) {
            double similarity = signatures.get(i).similarity(wanted);
            if (similarity >= bound && (best == null || similarity > best.similarity())) {
                best = new Match(i, similarity);
            }
        }
        return best;
    }

    /** Other values at so many places, chosen at random. */
    private static Signature changed(Signature signature, int count, Random random) {
        long[] values = signature.values();
        for (int i = 0; i < count; i++) {
            values[random.nextInt(values.length)] = random.nextLong(HashFunctions.PRIME);
        }
        return new Signature(values);
    }
}
