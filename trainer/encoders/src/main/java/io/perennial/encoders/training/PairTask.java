package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.images.Augmentation;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.PairNetwork;
import io.perennial.encoders.network.PairShape;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.tokens.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * Pictures with their captions (Radford et al., 2021). A picture is cropped as seed, step and place in the batch say; a caption is cut at
 * the length of the model. A picture without a caption has no place in a batch.
 */
public final class PairTask implements Task {
    private final Tokenizer tokenizer;
    private final long seed;
    private final Augmentation augmentation;
    private final ImageShape picture;
    private final int length;
    private final PairNetwork pairs;
    private final float[] view;
    private final float[] patches;
    private final int[] tokens;
    private final float[] mask;
    private final float[] shares;

    public PairTask(ModelConfiguration configuration, Tokenizer tokenizer, long seed) {
        this.tokenizer = tokenizer;
        this.seed = seed;
        boolean flip = Boolean.parseBoolean(configuration.text(Setting.FLIP));
        augmentation = new Augmentation(configuration.real(Setting.CROP_LEAST), 1, flip, 0, 0, 0, 0);
        PairShape shape = shape(configuration);
        picture = shape.picture();
        length = shape.text().length();
        pairs = new PairNetwork(shape);
        view = new float[picture.side() * picture.side() * ImageShape.CHANNELS];
        patches = new float[Math.toIntExact(pairs.patches().elements())];
        tokens = new int[shape.pairs() * length];
        mask = new float[tokens.length];
        shares = new float[tokens.length];
    }

    /** Where the parameters of such a model lie. */
    public static ParameterLayout layout(ModelConfiguration configuration) {
        return PairNetwork.layout(shape(configuration));
    }

    /**
     * The caption of a picture.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static String caption(Content content) {
        if (content instanceof Content.Image image && !image.caption().isBlank()) {
            return image.caption();
        }
        throw new IllegalArgumentException("a model of pictures with captions was given "
                + (content instanceof Content.Image ? "a picture without one" : "text")
                + "; leave it out of the batch");
    }

    @Override
    public Network network() {
        return pairs.network();
    }

    @Override
    public void prepare(BoundPlan bound) {
        pairs.prepare(bound);
    }

    @Override
    public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
        long read = pairs.patches().size(0);
        for (int place = 0; place < batch.size(); place++) {
            read += loadCaption(caption(batch.get(place)), place);
            float[] pixels = Patches.pixels(batch.get(place), picture);
            augmentation.draw(pixels, picture.side(), ViewDrawing.random(seed, step, place, 0), view, picture.side());
            Patches.copyAll(view, picture, patches, place);
        }
        bound.write(pairs.patches(), patches);
        bound.write(pairs.tokens(), tokens);
        bound.write(pairs.mask(), mask);
        bound.write(pairs.shares(), shares);
        return new Loaded(pairs.scored(), read);
    }

    @Override
    public double lossSum(BoundPlan bound, Loaded loaded) {
        return pairs.lossSum(bound);
    }

    @Override
    public void updated(BoundPlan bound, long step) {
        pairs.limitScale(bound);
    }

    /** Tokens of the caption that are read. */
    private int loadCaption(String caption, int place) {
        int count = TextWindows.fill(tokenizer.encode(caption), 0, place, length, tokens, mask);
        int start = place * length;
        int meant = Math.max(1, count);
        Arrays.fill(shares, start, start + meant, 1f / meant);
        Arrays.fill(shares, start + meant, start + length, 0);
        return count;
    }

    private static PairShape shape(ModelConfiguration configuration) {
        ImageShape picture = Patches.shape(configuration);
        TextShape text = new TextShape(
                configuration.integer(Setting.VOCABULARY),
                configuration.integer(Setting.LENGTH),
                picture.width(),
                picture.heads(),
                picture.layers(),
                picture.deviation(),
                TextShape.Attention.BOTH_WAYS,
                false,
                false,
                picture.recomputes());
        return new PairShape(
                picture,
                text,
                configuration.integer(Setting.HEAD_OUTPUT),
                configuration.batchSize(),
                configuration.real(Setting.BETA2));
    }
}
