package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.AutoencoderNetwork;
import io.perennial.encoders.network.AutoencoderShape;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Masked autoencoding (He et al., 2022): normalised pixels of the hidden patches are predicted from the visible ones. */
public final class MaskedAutoencoderTask implements Task {
    private final ImageShape shape;
    private final long seed;
    private final int batch;
    private final boolean flip;
    private final AutoencoderNetwork image;
    private final @Nullable Distillation distillation;
    private final HiddenPatches patches;

    public MaskedAutoencoderTask(ModelConfiguration configuration, long seed) {
        this(configuration, seed, true);
    }

    private MaskedAutoencoderTask(ModelConfiguration configuration, long seed, boolean trains) {
        this.seed = seed;
        AutoencoderShape autoencoder = Patches.autoencoder(configuration);
        shape = autoencoder.encoder();
        batch = configuration.batchSize();
        flip = Boolean.parseBoolean(configuration.text(Setting.FLIP));
        image = trains
                ? new AutoencoderNetwork(autoencoder, batch, configuration.real(Setting.BETA2))
                : AutoencoderNetwork.forLosses(autoencoder, batch);
        distillation = trains ? Distillation.of(configuration, image.previous()) : null;
        patches = new HiddenPatches(autoencoder, batch);
    }

    /** The loss on hidden pixels without training. */
    public static MaskedAutoencoderTask forLosses(ModelConfiguration configuration, long seed) {
        return new MaskedAutoencoderTask(configuration, seed, false);
    }

    @Override
    public Network network() {
        return image.network();
    }

    @Override
    public void prepare(BoundPlan bound) {
        image.writePositions(bound);
    }

    @Override
    public Loaded load(BoundPlan bound, List<? extends Content> contents, long step) {
        CounterRandom choice = new CounterRandom(seed, Purpose.VISIBLE_PATCHES, step);
        CounterRandom mirror = new CounterRandom(seed, Purpose.FLIP, step);
        for (int i = 0; i < batch; i++) {
            boolean mirrored = (mirror.nextInt(2) == 1) && flip;
            patches.split(Patches.pixels(contents.get(i), shape), i, mirrored, choice);
        }
        float[] targets = patches.hidden();
        for (int row = 0; row < patches.hiddenRows().length; row++) {
            Patches.normalise(targets, row, shape.patchWidth());
        }
        patches.write(bound, image);
        bound.write(image.targets(), targets);
        if (distillation != null) {
            distillation.load(bound, image.hiddenPixels());
        }
        return new Loaded(image.hiddenPixels(), (long) batch * shape.patches());
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        return bound.get(image.squaredError(), 0) + (distillation == null ? 0 : distillation.sum(bound));
    }

    @Override
    public SortedMap<String, Double> losses(BoundPlan bound) {
        SortedMap<String, Double> means = new TreeMap<>();
        if (distillation != null) {
            means.put("hidden_pixels", bound.get(image.squaredError(), 0) / image.hiddenPixels());
            means.put(Distillation.NAME, distillation.sum(bound) / image.hiddenPixels());
        }
        return means;
    }

    @Override
    public void begun(BoundPlan bound, long steps) {
        if (distillation != null) {
            distillation.begun(bound, steps);
        }
    }
}
