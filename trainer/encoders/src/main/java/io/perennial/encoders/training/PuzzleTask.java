package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Objective;
import io.perennial.encoders.Setting;
import io.perennial.encoders.images.Crop;
import io.perennial.encoders.images.JigsawPuzzle;
import io.perennial.encoders.images.Puzzle;
import io.perennial.encoders.images.RotationPuzzle;
import io.perennial.encoders.network.ClassificationNetwork;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.JointEmbeddingNetwork;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.PerceptronShape;
import io.perennial.encoders.network.ViewShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.List;

/** Objectives that change pictures and ask how: rotation and jigsaw. A change depends on seed, step and place in the batch alone. */
public final class PuzzleTask implements Task {
    private final long seed;
    private final boolean flip;
    private final ImageShape picture;
    private final Puzzle puzzle;
    private final ViewShape shape;
    private final ClassificationNetwork network;
    private final float[] mirrored;
    private final float[] changed;
    private final float[] patches;
    private final int[] labels;

    public PuzzleTask(ModelConfiguration configuration, long seed) {
        this.seed = seed;
        flip = Boolean.parseBoolean(configuration.text(Setting.FLIP));
        picture = Patches.shape(configuration);
        puzzle = puzzle(configuration);
        shape = shape(configuration, puzzle);
        network = new ClassificationNetwork(shape);
        mirrored = new float[picture.side() * picture.side() * ImageShape.CHANNELS];
        changed = new float[puzzle.side() * puzzle.side() * ImageShape.CHANNELS];
        patches = new float[Math.toIntExact(network.patches().elements())];
        labels = new int[shape.pictures()];
    }

    /** Where the parameters of such a model lie. */
    public static ParameterLayout layout(ModelConfiguration configuration) {
        return JointEmbeddingNetwork.layout(shape(configuration, puzzle(configuration)));
    }

    /** The network that such a model is trained with. */
    public static ClassificationNetwork network(ModelConfiguration configuration) {
        return new ClassificationNetwork(shape(configuration, puzzle(configuration)));
    }

    @Override
    public Network network() {
        return network.network();
    }

    @Override
    public void prepare(BoundPlan bound) {
        network.prepare(bound);
    }

    @Override
    public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
        CounterRandom random = new CounterRandom(seed, Purpose.PUZZLE, step);
        int place = 0;
        for (Content content : batch) {
            boolean flipped = random.nextInt(2) == 1 && flip;
            float[] pixels = Patches.pixels(content, picture);
            Crop.whole(picture.side()).scale(pixels, picture.side(), flipped, mirrored, picture.side());
            for (int variant = 0; variant < puzzle.variants(); variant++) {
                labels[place] = puzzle.draw(mirrored, variant, random, changed);
                Patches.copyAll(changed, shape.encoder(), patches, place);
                place++;
            }
        }
        bound.write(network.patches(), patches);
        bound.write(network.labels(), labels);
        return new Loaded(labels.length, network.patches().size(0));
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        return network.lossSum(bound);
    }

    private static Puzzle puzzle(ModelConfiguration configuration) {
        int side = configuration.integer(Setting.IMAGE_SIZE);
        return configuration.objective() == Objective.ROTATION
                ? new RotationPuzzle(side)
                : new JigsawPuzzle(side, configuration.integer(Setting.PATCH_SIZE));
    }

    private static ViewShape shape(ModelConfiguration configuration, Puzzle puzzle) {
        ImageShape encoder = Patches.shape(configuration).withSide(puzzle.side());
        return new ViewShape(
                encoder,
                PerceptronShape.plain(encoder.width(), puzzle.classes()),
                configuration.batchSize() * puzzle.variants(),
                configuration.real(Setting.BETA2));
    }
}
