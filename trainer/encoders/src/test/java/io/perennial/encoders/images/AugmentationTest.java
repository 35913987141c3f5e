package io.perennial.encoders.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final int SIDE = 8;
    private static final Offset<Float> ROUNDING = within(1e-6f);

    @Test
    void cropOfTheWholePictureIsThePicture() {
        // given
        float[] picture = picture();
        float[] view = new float[picture.length];

        // when
        Crop.whole(SIDE).scale(picture, SIDE, false, view, SIDE);

        // then
        assertThat(view).containsExactly(picture);
    }

    @Test
    void mirroringTwiceIsThePicture() {
        // given
        float[] once = new float[picture().length];
        float[] twice = new float[once.length];

        // when
        Crop.whole(SIDE).scale(picture(), SIDE, true, once, SIDE);
        Crop.whole(SIDE).scale(once, SIDE, true, twice, SIDE);

        // then
        assertThat(once).isNotEqualTo(picture());
        assertThat(twice).containsExactly(picture());
    }

    @Test
    void halfOfAPlainRampIsTheSameRampHalfAsSteep() {
        // given
        float[] ramp = new float[SIDE * SIDE * 3];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i / 3 % SIDE / 10f;
        }
        float[] view = new float[ramp.length];

        // when
        new Crop(2, 2, 4, 4).scale(ramp, SIDE, false, view, SIDE);

        // then
        assertThat(view[0]).isCloseTo(0.2f, ROUNDING);
        assertThat(view[3 * 3]).isCloseTo(0.325f, ROUNDING);
        assertThat(view[3 * 4]).isCloseTo(0.375f, ROUNDING);
        assertThat(view[3 * 7]).isCloseTo(0.5f, ROUNDING);
    }

    @Test
    void randomCropsKeepTheirShareOfTheArea() {
        for (int i = 0; i < 1000; i++) {
            // when
            Crop crop = Crop.random(32, 0.2, 0.5, random(i));

            // then
            assertThat(crop.height() * crop.width() / 1024.0).isBetween(0.17, 0.54);
            assertThat(crop.top() + crop.height()).isLessThanOrEqualTo(32);
            assertThat(crop.left() + crop.width()).isLessThanOrEqualTo(32);
        }
    }

    @Test
    void greyIsTheLuma() {
        // given
        float[] pixel = {0.9f, 0.4f, 0.1f};

        // when
        Colours.grey(pixel);

        // then
        float luma = 0.299f * 0.9f + 0.587f * 0.4f + 0.114f * 0.1f;
        assertThat(pixel).containsExactly(new float[] {luma, luma, luma}, ROUNDING);
    }

    @Test
    void factorsOfOneAndNoTurnChangeNothing() {
        // given
        float[] pixels = picture();

        // when
        Colours.brightness(pixels, 1);
        Colours.contrast(pixels, 1);
        Colours.saturation(pixels, 1);
        Colours.hue(pixels, 0);
        Colours.hue(pixels, 1);

        // then
        assertThat(pixels).containsExactly(picture(), within(2e-6f));
    }

    @Test
    void aThirdOfTheColourWheelTurnsRedToGreen() {
        // given
        float[] red = {0.8f, 0.2f, 0.2f};

        // when
        Colours.hue(red, 1 / 3f);

        // then
        assertThat(red).containsExactly(new float[] {0.2f, 0.8f, 0.2f}, ROUNDING);
    }

    @Test
    void noSaturationIsGreyAndNoContrastIsPlain() {
        // given
        float[] pixels = picture();
        float[] grey = picture();
        Colours.grey(grey);

        // when
        Colours.saturation(pixels, 0);

        // then
        assertThat(pixels).containsExactly(grey, ROUNDING);
        Colours.contrast(pixels, 0);
        assertThat(pixels).containsOnly(new float[] {pixels[0]}, ROUNDING);
    }

    @Test
    void solarisingInvertsTheBrightHalf() {
        // given
        float[] pixel = {0.25f, 0.5f, 1};

        // when
        Colours.solarise(pixel);

        // then
        assertThat(pixel).containsExactly(0.25f, 0.5f, 0);
    }

    @Test
    void blurKeepsAPlainPictureAndSpreadsAPointAsTheKernel() {
        // given
        float[] point = new float[SIDE * SIDE * 3];
        point[(3 * SIDE + 4) * 3] = 1;
        float[] plain = new float[point.length];
        Arrays.fill(plain, 0.3f);

        // when
        GaussianBlur.apply(point, SIDE, 1, 1);
        GaussianBlur.apply(plain, SIDE, 1, 1);

        // then
        double side = Math.exp(-0.5) / (1 + 2 * Math.exp(-0.5));
        double centre = 1 - 2 * side;
        assertThat(plain).containsOnly(new float[] {0.3f}, ROUNDING);
        assertThat(point[(3 * SIDE + 4) * 3]).isCloseTo((float) (centre * centre), ROUNDING);
        assertThat(point[(2 * SIDE + 4) * 3]).isCloseTo((float) (centre * side), ROUNDING);
        assertThat(point[(2 * SIDE + 3) * 3]).isCloseTo((float) (side * side), ROUNDING);
        assertThat(point[(1 * SIDE + 4) * 3]).isZero();
    }

    @Test
    void equalKeysDrawEqualBytesAndOtherKeysOthers() {
        // given
        Augmentation all = new Augmentation(0.08, 1, true, 0.8, 0.2, 0.5, 0.2);

        // then
        assertThat(drawn(all, 7)).containsExactly(drawn(all, 7)).isNotEqualTo(drawn(all, 8));
    }

    @Test
    void viewsStayBetweenBlackAndWhite() {
        // given
        Augmentation all = new Augmentation(0.08, 1, true, 1, 0.5, 0.5, 0.5);

        for (int i = 0; i < 200; i++) {
            // when
            float[] view = drawn(all, i);

            // then
            for (float value : view) {
                assertThat(value).isBetween(-1e-6f, 1 + 1e-6f);
            }
        }
    }

    @Test
    void areasThatFallAreRefused() {
        assertThatThrownBy(() -> new Augmentation(0.5, 0.4, false, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("areas must rise");
    }

    private static float[] drawn(Augmentation augmentation, int key) {
        float[] view = new float[SIDE * SIDE * 3];
        augmentation.draw(picture(), SIDE, random(key), view, SIDE);
        return view;
    }

    private static float[] picture() {
        CounterRandom random = new CounterRandom(3, Purpose.VIEW, 0);
        float[] pixels = new float[SIDE * SIDE * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        return pixels;
    }

    private static CounterRandom random(int key) {
        return new CounterRandom(1, Purpose.VIEW, key);
    }
}
