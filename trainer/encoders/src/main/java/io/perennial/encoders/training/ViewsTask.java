package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.images.Augmentation;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ViewNetwork;
import io.perennial.encoders.network.Views;
import io.perennial.encoders.plan.BoundPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Objectives that compare random views of each picture. A view depends on seed, step and place in the batch alone. */
public final class ViewsTask implements Task {
    private final ModelConfiguration configuration;
    private final Curriculum curriculum;
    private final long seed;
    private final ImageShape shape;
    private final ViewNetwork network;
    private final @Nullable Distillation distillation;
    private final List<ViewLoader> loaders = new ArrayList<>();

    public ViewsTask(ModelConfiguration configuration, long seed) {
        this.configuration = configuration;
        this.seed = seed;
        curriculum = Curriculum.of(configuration);
        shape = Patches.shape(configuration);
        network = ViewObjectives.network(configuration);
        distillation = Distillation.of(configuration, network.previous());
        int first = 0;
        for (Views views : network.views()) {
            loaders.add(new ViewLoader(views, first));
            first += views.count();
        }
    }

    @Override
    public Network network() {
        return network.network();
    }

    @Override
    public TrainingState initialState(float[] parameters) {
        TrainingState state = TrainingState.initial(parameters);
        for (Map.Entry<String, float[]> vector : network.start(parameters, seed).entrySet()) {
            state = state.with(vector.getKey(), vector.getValue());
        }
        return state;
    }

    @Override
    public void prepare(BoundPlan bound) {
        network.prepare(bound);
    }

    @Override
    public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
        List<Augmentation> large = ViewDrawing.augmentations(configuration, curriculum, step);
        List<Augmentation> small = smallAugmentations(step);
        for (int picture = 0; picture < batch.size(); picture++) {
            float[] pixels = Patches.pixels(batch.get(picture), shape);
            for (ViewLoader loader : loaders) {
                List<Augmentation> augmentations = loader == loaders.get(0) ? large : small;
                loader.draw(augmentations, pixels, shape.side(), seed, step, picture, batch.size());
            }
        }
        loaders.forEach(loader -> loader.write(bound));
        if (distillation != null) {
            distillation.load(bound, network.scored());
        }
        long tokens = loaders.stream().mapToLong(ViewLoader::rows).sum();
        return new Loaded(network.scored(), tokens);
    }

    /** One for each view that shows a small part; empty where there are none. */
    private List<Augmentation> smallAugmentations(long step) {
        return loaders.size() == 1
                ? List.of()
                : Collections.nCopies(
                        network.views().get(1).count(), ViewDrawing.small(configuration, curriculum, step));
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        return network.lossSum(bound) + (distillation == null ? 0 : distillation.sum(bound));
    }

    @Override
    public SortedMap<String, Double> losses(BoundPlan bound) {
        SortedMap<String, Double> means = new TreeMap<>();
        if (distillation != null) {
            means.put("views", network.lossSum(bound) / network.scored());
            means.put(Distillation.NAME, distillation.sum(bound) / network.scored());
        }
        return means;
    }

    @Override
    public void begun(BoundPlan bound, long steps) {
        if (distillation != null) {
            distillation.begun(bound, steps);
        }
    }

    @Override
    public void updated(BoundPlan bound, long step) {
        network.updated(bound, step);
    }
}
