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

    private ViewDrawing() {}

    /** One augmentation for each view: they differ in that the second alone is solarised (Grill et al., 2020). */
    public static List<Augmentation> augmentations(ModelConfiguration configuration) {
        return List.of(
                augmentation(configuration, 0),
                augmentation(configuration, configuration.real(Setting.SOLARISE_SHARE)));
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

    private static Augmentation augmentation(ModelConfiguration configuration, double solariseShare) {
        return new Augmentation(
                configuration.real(Setting.CROP_LEAST),
                1,
                Boolean.parseBoolean(configuration.text(Setting.FLIP)),
                configuration.real(Setting.JITTER_SHARE),
                configuration.real(Setting.GREY_SHARE),
                configuration.real(Setting.BLUR_SHARE),
                solariseShare);
    }
}
