package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.images.Augmentation;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ViewNetwork;
import io.perennial.encoders.plan.BoundPlan;
import java.util.List;

/** Objectives that compare two random views of each picture. A view depends on seed, step and place in the batch alone. */
public final class ViewsTask implements Task {
    private final long seed;
    private final ImageShape shape;
    private final ViewNetwork views;
    private final List<Augmentation> augmentations;
    private final float[] view;
    private final float[] patches;

    public ViewsTask(ModelConfiguration configuration, long seed) {
        this.seed = seed;
        shape = Patches.shape(configuration);
        views = ViewObjectives.network(configuration);
        augmentations = ViewDrawing.augmentations(configuration);
        view = new float[shape.side() * shape.side() * ImageShape.CHANNELS];
        patches = new float[Math.toIntExact(views.patches().elements())];
    }

    @Override
    public Network network() {
        return views.network();
    }

    @Override
    public TrainingState initialState(float[] parameters) {
        TrainingState state = TrainingState.initial(parameters);
        for (var vector : views.start(parameters, seed).entrySet()) {
            state = state.with(vector.getKey(), vector.getValue());
        }
        return state;
    }

    @Override
    public void prepare(BoundPlan bound) {
        views.prepare(bound);
    }

    @Override
    public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
        for (int picture = 0; picture < batch.size(); picture++) {
            float[] pixels = Patches.pixels(batch.get(picture), shape);
            for (int index = 0; index < ViewNetwork.VIEWS; index++) {
                augmentations
                        .get(index)
                        .draw(pixels, shape.side(), ViewDrawing.random(seed, step, picture, index), view, shape.side());
                Patches.copyAll(view, shape, patches, index * batch.size() + picture);
            }
        }
        bound.write(views.patches(), patches);
        return new Loaded(views.scored(), (long) ViewNetwork.VIEWS * batch.size() * shape.patches());
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        return views.lossSum(bound);
    }

    @Override
    public void updated(BoundPlan bound, long step) {
        views.updated(bound, step);
    }
}
