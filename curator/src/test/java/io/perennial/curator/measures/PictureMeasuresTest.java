package io.perennial.curator.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.Ruling;
import io.perennial.schemas.pictures.Picture;
import io.perennial.schemas.records.Modality;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureMeasuresTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20, 101, 5000})
    void percentilesAreThoseOfTheSortedBrightness(int pixels) {
        // given
        Random random = new Random(pixels);
        Picture picture = picture(pixels, 1, i -> random.nextInt(1 << 24));
        double[] sorted = Arrays.stream(picture.argb())
                .mapToDouble(PictureMeasuresTest::perceived)
                .sorted()
                .toArray();

        // when
        Measures measures = measure(picture);

        // then
        assertThat(value(measures, "brightness_perc_5")).isCloseTo(percentile(sorted, 0.05), within(1e-3));
        assertThat(value(measures, "brightness_perc_99")).isCloseTo(percentile(sorted, 0.99), within(1e-3));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 1", "1, 7", "2, 2", "31, 17"})
    void theVarianceOfTheLaplacianIsThatOfTheKernelOverMirroredBorders(int width, int height) {
        // given
        Random random = new Random(width);
        Picture picture = picture(width, height, i -> random.nextInt(256) * 0x010101);
        double[] bends = new double[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                bends[y * width + x] = gray(picture, x - 1, y)
                        + gray(picture, x + 1, y)
                        + gray(picture, x, y - 1)
                        + gray(picture, x, y + 1)
                        - 4 * gray(picture, x, y);
            }
        }
        double mean = Arrays.stream(bends).average().orElseThrow();
        double variance = Arrays.stream(bends)
                .map(bend -> (bend - mean) * (bend - mean))
                .average()
                .orElseThrow();

        // when
        Measures measures = measure(picture);

        // then
        assertThat(value(measures, "laplacian_variance")).isCloseTo(variance, within(1e-6 * (1 + variance)));
    }

    @Test
    void blurMakesTheVarianceOfTheLaplacianSmall() {
        // given
        Random random = new Random(9);
        Picture sharp = picture(64, 64, i -> random.nextInt(256) * 0x010101);
        Picture blurred = picture(64, 64, i -> ((int) (128 + 100 * Math.sin(i % 64 / 20.0))) * 0x010101);

        // when / then
        assertThat(value(measure(sharp), "laplacian_variance")).isGreaterThan(10_000);
        assertThat(value(measure(blurred), "laplacian_variance")).isLessThan(100);
    }

    @ParameterizedTest
    @CsvSource({"0x505050, 1", "0x505150, 0", "0x505051, 0", "0x515050, 0"})
    void onePixelOfColourMakesAPictureColoured(String colour, double expected) {
        // given
        int odd = Integer.decode(colour);

        // when
        Measures measures = measure(picture(8, 8, i -> i == 60 ? odd : i * 0x010101));

        // then
        assertThat(value(measures, "grayscale")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"64, 0, 60, dark", "64, 245, 11, light", "64, 100, 100, ", "63, 0, 60, ", "63, 245, 11, "})
    void picturesThatAreDarkOrLightAllOverAreRejectedUnlessTheyAreSmall(
            int side, int lowest, int range, String expected) {
        // given
        Picture picture = picture(side, side, i -> (lowest + i % range) * 0x010101);
        Measures measures = new Measures();
        PictureMeasures.measureDimensions(side, side, measures);

        // when
        PictureMeasures.measurePixels(picture, measures);
        Ruling ruling = RuleSet.bundled(Modality.IMAGES).judge(measures);

        // then
        assertThat(ruling == null ? null : ruling.rule()).isEqualTo(expected);
    }

    private static Measures measure(Picture picture) {
        Measures measures = new Measures();
        PictureMeasures.measurePixels(picture, measures);
        return measures;
    }

    private static double value(Measures measures, String name) {
        return Objects.requireNonNull(measures.find(name), name);
    }

    private static Picture picture(int width, int height, IntUnaryOperator colour) {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0xFF000000 | colour.applyAsInt(i);
        }
        return new Picture(width, height, argb, 0);
    }

    private static double perceived(int argb) {
        int red = argb >> 16 & 0xFF;
        int green = argb >> 8 & 0xFF;
        int blue = argb & 0xFF;
        return Math.sqrt(0.241 * red * red + 0.691 * green * green + 0.068 * blue * blue) / 255;
    }

    private static double percentile(double[] sorted, double share) {
        double rank = share * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }

    /** Beyond a border lies what is as far inside of it. */
    private static int gray(Picture picture, int x, int y) {
        int column = mirrored(x, picture.width());
        int row = mirrored(y, picture.height());
        return picture.argb()[row * picture.width() + column] & 0xFF;
    }

    private static int mirrored(int position, int length) {
        if (length == 1) {
            return 0;
        }
        return position < 0 ? -position : position >= length ? 2 * length - 2 - position : position;
    }
}
