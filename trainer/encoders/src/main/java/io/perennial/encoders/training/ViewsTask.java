package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.images.Augmentation;
import io.perennial.encoders.network.ContrastiveLoss;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.JointEmbeddingNetwork;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.PerceptronShape;
import io.perennial.encoders.network.ViewNetwork;
import io.perennial.encoders.network.ViewShape;
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
        views = network(configuration);
        augmentations = ViewDrawing.augmentations(configuration);
        view = new float[shape.side() * shape.side() * ImageShape.CHANNELS];
        patches = new float[Math.toIntExact(views.patches().elements())];
    }

    /** Where the parameters of such a model lie. */
    public static ParameterLayout layout(ModelConfiguration configuration) {
        return switch (configuration.objective()) {
            case SIMCLR -> JointEmbeddingNetwork.layout(shape(configuration));
            default -> throw unknown(configuration);
        };
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

    private static ViewNetwork network(ModelConfiguration configuration) {
        return switch (configuration.objective()) {
            case SIMCLR ->
                new JointEmbeddingNetwork(
                        shape(configuration),
                        plan -> new ContrastiveLoss(
                                plan, configuration.batchSize(), configuration.real(Setting.TEMPERATURE)));
            default -> throw unknown(configuration);
        };
    }

    private static ViewShape shape(ModelConfiguration configuration) {
        return new ViewShape(
                Patches.shape(configuration),
                PerceptronShape.plain(
                        configuration.integer(Setting.WIDTH),
                        configuration.integer(Setting.HEAD_HIDDEN),
                        configuration.integer(Setting.HEAD_OUTPUT)),
                configuration.batchSize(),
                configuration.real(Setting.BETA2));
    }

    private static IllegalArgumentException unknown(ModelConfiguration configuration) {
        return new IllegalArgumentException(
                "objective " + configuration.objective().label() + " compares no views");
    }
}
