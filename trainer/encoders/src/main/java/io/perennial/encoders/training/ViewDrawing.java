package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.images.Augmentation;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.List;

/** How a configuration draws its views. */
public final class ViewDrawing {
    private static final int PICTURE_BITS = 12;
    private static final int VIEW_BITS = 4;

    /** Smallest share of the area that a small view shows, as in DINO. */
    private static final double SMALLEST = 0.05;

    private ViewDrawing() {}

    /** One augmentation for each view: they differ in that the second alone is solarised (Grill et al., 2020). */
    public static List<Augmentation> augmentations(ModelConfiguration configuration) {
        return List.of(large(configuration, 0), large(configuration, configuration.real(Setting.SOLARISE_SHARE)));
    }

    /** The augmentation of views of small parts: what large crops keep at the least is what small ones keep at the most. */
    static Augmentation small(ModelConfiguration configuration) {
        return augmentation(configuration, SMALLEST, configuration.real(Setting.CROP_LEAST), 0);
    }

    /**
     * The generator of one view, so that no view depends on how many numbers another one drew.
     *
     * @param step from 1
     * @param picture place in the batch, below 4096
     * @param view below 16
     */
    public static CounterRandom random(long seed, long step, int picture, int view) {
        return new CounterRandom(seed, Purpose.VIEW, (((step << PICTURE_BITS) + picture) << VIEW_BITS) + view);
    }

    private static Augmentation large(ModelConfiguration configuration, double solariseShare) {
        return augmentation(configuration, configuration.real(Setting.CROP_LEAST), 1, solariseShare);
    }

    private static Augmentation augmentation(
            ModelConfiguration configuration, double leastArea, double mostArea, double solariseShare) {
        return new Augmentation(
                leastArea,
                mostArea,
                Boolean.parseBoolean(configuration.text(Setting.FLIP)),
                configuration.real(Setting.JITTER_SHARE),
                configuration.real(Setting.GREY_SHARE),
                configuration.real(Setting.BLUR_SHARE),
                solariseShare);
    }
}
