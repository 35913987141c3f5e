package io.perennial.encoders.training;

import io.perennial.encoders.images.Augmentation;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Views;
import io.perennial.encoders.plan.BoundPlan;
import java.util.List;

/** Draws the views of one size and lays them out as patches. */
final class ViewLoader {
    private final Views views;
    private final int first;
    private final float[] view;
    private final float[] patches;

    /**
     * @param first number of the first of these views among all views of a picture
     */
    ViewLoader(Views views, int first) {
        this.views = views;
        this.first = first;
        int side = views.shape().side();
        view = new float[side * side * ImageShape.CHANNELS];
        patches = new float[Math.toIntExact(views.patches().elements())];
    }

    /**
     * Draws all views of one picture.
     *
     * @param augmentations one for each view
     * @param pixels (side, side, 3)
     * @param picture place in the batch
     * @param batch pictures of the batch
     */
    void draw(
            List<Augmentation> augmentations, float[] pixels, int side, long seed, long step, int picture, int batch) {
        for (int index = 0; index < views.count(); index++) {
            augmentations
                    .get(index)
                    .draw(
                            pixels,
                            side,
                            ViewDrawing.random(seed, step, picture, first + index),
                            view,
                            views.shape().side());
            Patches.copyAll(view, views.shape(), patches, index * batch + picture);
        }
    }

    /** Patches that it writes. */
    long rows() {
        return views.patches().size(0);
    }

    void write(BoundPlan bound) {
        bound.write(views.patches(), patches);
    }
}
