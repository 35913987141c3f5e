package io.perennial.encoders.network;

import static io.perennial.encoders.network.StoredNumber.BFLOAT16;
import static io.perennial.encoders.network.StoredNumber.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StoredNumberTest {
    private static final int UPPER_HALF = 0xFFFF0000;

    @ParameterizedTest
    @EnumSource
    void whatIsRoundedIsReadBackBitForBit(StoredNumber stored) {
        // given
        Random random = new Random(1);
        float[] values = new float[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }

        // when
        stored.round(values);

        // then
        assertThat(bits(stored.decode(stored.encode(values)))).isEqualTo(bits(values));
    }

    @ParameterizedTest
    @EnumSource
    void valuesThatAreNotRoundedAreStoredRounded(StoredNumber stored) {
        // given
        float[] values = {0.1f, -1 / 3f, 1e30f, -7e-20f};

        // when
        byte[] bytes = stored.encode(values);
        stored.round(values);

        // then
        assertThat(bytes).isEqualTo(stored.encode(values)).hasSize(values.length * stored.bytes());
    }

    @Test
    void halfPrecisionIsTheUpperHalfOfSinglePrecision() {
        assertThat(BFLOAT16.encode(new float[] {1, -2})).containsExactly(0x80, 0x3F, 0x00, 0xC0);
        assertThat(FLOAT32.encode(new float[] {1, -2})).containsExactly(0, 0, 0x80, 0x3F, 0, 0, 0x00, 0xC0);
    }

    @ParameterizedTest
    @CsvSource({
        "3F807FFF, 3F80, just below the middle",
        "3F808000, 3F80, the middle above an even one",
        "3F808001, 3F81, just above the middle",
        "3F818000, 3F82, the middle above an odd one",
        "BF818000, BF82, the middle below an odd negative one",
        "3FFFFFFF, 4000, over to the next exponent",
    })
    void roundsToTheNearestAndTiesToTheEvenOne(String single, String expected, String where) {
        assertThat(Integer.toHexString(rounded(Integer.parseUnsignedInt(single, 16))))
                .as(where)
                .isEqualToIgnoringCase(expected + "0000");
    }

    @ParameterizedTest
    @CsvSource({
        "7F800000, 7F800000, infinity",
        "FF800000, FF800000, negative infinity",
        "7F7FFFFF, 7F800000, the greatest number: nearer to infinity than to any other",
        "7F7F7FFF, 7F7F0000, just below the middle between the greatest that is stored and infinity",
        "80000000, 80000000, negative zero",
    })
    void keepsInfinitiesAndTheSignOfZero(String single, String expected, String what) {
        assertThat(rounded(Integer.parseUnsignedInt(single, 16)))
                .as(what)
                .isEqualTo(Integer.parseUnsignedInt(expected, 16));
    }

    @ParameterizedTest
    @CsvSource({"7FC00000", "FFC00000", "7F800001", "FF80FFFF"})
    void whatIsNoNumberStaysNone(String single) {
        // when
        int bits = rounded(Integer.parseUnsignedInt(single, 16));

        // then
        assertThat(Float.intBitsToFloat(bits)).isNaN();
        assertThat(bits < 0).isEqualTo(single.startsWith("F"));
    }

    @ParameterizedTest
    @CsvSource({
        "00000001, 00000000, the least number",
        "00008000, 00000000, the middle below the least that is stored",
        "00008001, 00010000, just above it",
        "00018000, 00020000, a middle above an odd one",
        "007F8000, 00800000, the greatest subnormal to the least normal one",
    })
    void subnormalNumbersAreRoundedLikeOthers(String single, String expected, String what) {
        assertThat(rounded(Integer.parseUnsignedInt(single, 16)))
                .as(what)
                .isEqualTo(Integer.parseUnsignedInt(expected, 16));
    }

    @Test
    void noStoredNumberIsNearer() {
        Random random = new Random(2);
        for (int i = 0; i < 10_000; i++) {
            // given
            float value = (float) random.nextGaussian();

            // when
            float rounded = Float.intBitsToFloat(rounded(Float.floatToIntBits(value)));

            // then
            float towardsZero = Float.intBitsToFloat(Float.floatToIntBits(value) & UPPER_HALF);
            float away = Float.intBitsToFloat((Float.floatToIntBits(value) & UPPER_HALF) + 0x10000);
            assertThat(Math.abs(value - rounded))
                    .isEqualTo(Math.min(Math.abs(value - towardsZero), Math.abs(value - away)));
        }
    }

    @Test
    void isFoundByItsNameInAManifest() {
        assertThat(StoredNumber.of("bfloat16-little-endian")).contains(BFLOAT16);
        assertThat(StoredNumber.of("float32-little-endian")).contains(FLOAT32);
        assertThat(StoredNumber.of("float8")).isEmpty();
    }

    private static int rounded(int bits) {
        float[] values = {Float.intBitsToFloat(bits)};
        BFLOAT16.round(values);
        return Float.floatToRawIntBits(values[0]);
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
