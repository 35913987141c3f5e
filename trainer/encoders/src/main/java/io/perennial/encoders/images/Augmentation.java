package io.perennial.encoders.images;

import io.perennial.encoders.random.CounterRandom;

/**
 * Draws a random view of a picture: crop, flip, colour jitter, grey, blur, solarise, in the order and with the strengths that
 * contrastive learning made usual (Chen et al., 2020; Grill et al., 2020). Equal generators give equal bytes.
 *
 * @param leastArea smallest share of the area that a crop keeps
 * @param mostArea greatest share of the area that a crop keeps
 * @param flip whether every second view is mirrored
 * @param jitterShare share of views with changed brightness, contrast, saturation and hue
 * @param greyShare share of views without colour
 * @param blurShare share of blurred views
 * @param solariseShare share of views with bright parts inverted
 */
public record Augmentation(
        double leastArea,
        double mostArea,
        boolean flip,
        double jitterShare,
        double greyShare,
        double blurShare,
        double solariseShare) {
    private static final double STRENGTH = 0.4;
    private static final double SATURATION_STRENGTH = 0.2;
    private static final double HUE_STRENGTH = 0.1;
    private static final double LEAST_BLUR = 0.1;
    private static final double MOST_BLUR = 2.0;
    private static final int JITTERS = 4;

    public Augmentation {
        if (!(leastArea > 0 && leastArea <= mostArea && mostArea <= 1)) {
            throw new IllegalArgumentException(
                    "areas must rise from above 0 to at most 1, were " + leastArea + " and " + mostArea);
        }
    }

    /**
     * Draws one view.
     *
     * @param pixels the picture (side, side, 3) in [0, 1]; not changed
     * @param view result (viewSide, viewSide, 3)
     */
    public void draw(float[] pixels, int side, CounterRandom random, float[] view, int viewSide) {
        Crop crop = Crop.random(side, leastArea, mostArea, random);
        boolean mirrored = random.nextInt(2) == 1 && flip;
        crop.scale(pixels, side, mirrored, view, viewSide);
        if (random.nextDouble() < jitterShare) {
            jitter(view, random);
        }
        if (random.nextDouble() < greyShare) {
            Colours.grey(view);
        }
        if (random.nextDouble() < blurShare) {
            double deviation = LEAST_BLUR + (MOST_BLUR - LEAST_BLUR) * random.nextDouble();
            GaussianBlur.apply(view, viewSide, deviation, Math.max(1, viewSide / 20));
        }
        if (random.nextDouble() < solariseShare) {
            Colours.solarise(view);
        }
    }

    private static void jitter(float[] view, CounterRandom random) {
        int[] order = {0, 1, 2, 3};
        random.shuffle(order, JITTERS, JITTERS);
        for (int kind : order) {
            switch (kind) {
                case 0 -> Colours.brightness(view, around(1, STRENGTH, random));
                case 1 -> Colours.contrast(view, around(1, STRENGTH, random));
                case 2 -> Colours.saturation(view, around(1, SATURATION_STRENGTH, random));
                default -> Colours.hue(view, around(0, HUE_STRENGTH, random));
            }
        }
    }

    private static float around(double centre, double spread, CounterRandom random) {
        return (float) (centre + spread * (2 * random.nextDouble() - 1));
    }
}
