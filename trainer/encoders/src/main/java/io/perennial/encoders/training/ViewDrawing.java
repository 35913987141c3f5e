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

    /**
     * One augmentation for each view: they differ in that the second alone is solarised (Grill et al., 2020).
     *
     * @param curriculum of the configuration
     * @param step from 1
     */
    public static List<Augmentation> augmentations(ModelConfiguration configuration, Curriculum curriculum, long step) {
        double crop = curriculum.at(Setting.CROP_LEAST, step);
        return List.of(
                augmentation(configuration, curriculum, step, crop, 1, 0),
                augmentation(configuration, curriculum, step, crop, 1, curriculum.at(Setting.SOLARISE_SHARE, step)));
    }

    /** The augmentation of views of small parts: what large crops keep at the least is what small ones keep at the most. */
    static Augmentation small(ModelConfiguration configuration, Curriculum curriculum, long step) {
        double crop = curriculum.at(Setting.CROP_LEAST, step);
        return augmentation(configuration, curriculum, step, SMALLEST, crop, 0);
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

    private static Augmentation augmentation(
            ModelConfiguration configuration,
            Curriculum curriculum,
            long step,
            double leastArea,
            double mostArea,
            double solariseShare) {
        return new Augmentation(
                leastArea,
                mostArea,
                Boolean.parseBoolean(configuration.text(Setting.FLIP)),
                curriculum.at(Setting.JITTER_SHARE, step),
                curriculum.at(Setting.GREY_SHARE, step),
                curriculum.at(Setting.BLUR_SHARE, step),
                solariseShare);
    }
}
