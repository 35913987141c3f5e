package io.perennial.curator.minhash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;

class XxHash64Test {
    @Test
    void givesThePublishedValues() {
        // given
        byte[] letters = "abc".getBytes(StandardCharsets.US_ASCII);

        // when
        long empty = XxHash64.hash(letters, 1, 1, 0);
        long abc = XxHash64.hash(letters, 0, 3, 0);

        // then
        assertThat(empty).isEqualTo(0xEF46DB3751D8E999L);
        assertThat(abc).isEqualTo(0x44BC2CF5AD770999L);
    }

    @Test
    void agreesWithAnotherImplementationAtEveryLengthSeedAndPlace() {
        // given
        XXHash64 other = XXHashFactory.safeInstance().hash64();
        Random random = new Random(8);
        byte[] bytes = new byte[300];
        random.nextBytes(bytes);

        for (int length = 0; length < 200; length++) {
            int from = random.nextInt(100);
            long seed = random.nextLong();

            // when
            long hash = XxHash64.hash(bytes, from, from + length, seed);

            // then
            assertThat(hash).as("%d bytes", length).isEqualTo(other.hash(bytes, from, length, seed));
        }
    }
}
