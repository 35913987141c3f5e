package io.perennial.encoders.pretrained;

import io.perennial.encoders.Objective;
import io.perennial.encoders.network.ImageShape;
import java.io.IOException;
import java.util.List;

/** ViT (Dosovitskiy et al., 2021): the same pre-norm blocks as ours, with a class token and learned positions that ours does not have. */
final class VisionFamily implements Family {
    private static final String PATCHES = "embeddings.patch_embeddings.projection.weight";
    private static final String PATCHES_BIAS = "embeddings.patch_embeddings.projection.bias";

    /** Our pixels are centred at 0.5 and divided by this. */
    private static final double SPREAD = 0.25;

    private static final double CENTRE = 0.5;

    @Override
    public String label() {
        return "ViT";
    }

    @Override
    public Objective.Input input() {
        return Objective.Input.PICTURES;
    }

    @Override
    public List<String> prefixes() {
        return List.of("", "vit.");
    }

    @Override
    public String mark() {
        return PATCHES;
    }

    @Override
    public int widthDimension() {
        return 0;
    }

    @Override
    public String firstOfBlock(int block) {
        return "encoder.layer." + block + ".layernorm_before.weight";
    }

    @Override
    public void transfer(WeightTransfer transfer, SourceConfiguration source, Target target, int layers, int[] rowOf)
            throws IOException {
        patches(transfer, source, target.patch());
        for (int layer = 0; layer < layers; layer++) {
            block(transfer, "block." + layer, "encoder.layer." + layer);
        }
        transfer.copy("final.norm.gain", "layernorm.weight");
        transfer.copy("final.norm.bias", "layernorm.bias");
        transfer.skip("embeddings.cls_token", "the model has no class token: it takes the mean over the patches");
        transfer.skip("embeddings.position_embeddings", "the positions of the model are fixed");
        transfer.differs("its model has a class token and positions of its own; ours has fixed positions");
        source.compareBlocks(transfer, "gelu", 1e-12);
    }

    private static void patches(WeightTransfer transfer, SourceConfiguration source, int patch) throws IOException {
        int channels = ImageShape.CHANNELS;
        int width = Math.toIntExact(transfer.shape(PATCHES).get(0));
        List<Long> shape = List.of((long) width, (long) channels, (long) patch, (long) patch);
        transfer.shape("patches.weight", List.of(PATCHES), shape, "channels last, for our scale of pixels", tensors -> {
            float[] theirs = tensors.get(0);
            float[] ours = new float[theirs.length];
            for (int i = 0; i < theirs.length; i++) {
                int pixel = i % (patch * patch);
                int channel = i / (patch * patch) % channels;
                int output = i / (patch * patch * channels);
                ours[(pixel * channels + channel) * width + output] =
                        (float) (theirs[i] * SPREAD / source.deviation(channel));
            }
            return ours;
        });
        if (transfer.isTaken("patches.weight") && transfer.has(PATCHES_BIAS)) {
            transfer.copy("patches.bias", PATCHES_BIAS);
            float[] theirs = transfer.read(PATCHES);
            double[] shift = new double[width];
            for (int i = 0; i < theirs.length; i++) {
                int channel = i / (patch * patch) % channels;
                shift[i / (patch * patch * channels)] +=
                        theirs[i] * (CENTRE - source.mean(channel)) / source.deviation(channel);
            }
            float[] addends = new float[width];
            for (int i = 0; i < width; i++) {
                addends[i] = (float) shift[i];
            }
            transfer.add("patches.bias", PATCHES, addends, "for our centre of pixels");
        }
    }

    private static void block(WeightTransfer transfer, String ours, String theirs) throws IOException {
        List<String> joined = List.of("query", "key", "value");
        transfer.copy(ours + ".attention.norm.gain", theirs + ".layernorm_before.weight");
        transfer.copy(ours + ".attention.norm.bias", theirs + ".layernorm_before.bias");
        transfer.joinTransposed(
                ours + ".attention.input.weight",
                joined.stream()
                        .map(part -> theirs + ".attention.attention." + part + ".weight")
                        .toList());
        transfer.join(
                ours + ".attention.input.bias",
                joined.stream()
                        .map(part -> theirs + ".attention.attention." + part + ".bias")
                        .toList());
        transfer.transpose(ours + ".attention.output.weight", theirs + ".attention.output.dense.weight");
        transfer.copy(ours + ".attention.output.bias", theirs + ".attention.output.dense.bias");
        transfer.copy(ours + ".feedforward.norm.gain", theirs + ".layernorm_after.weight");
        transfer.copy(ours + ".feedforward.norm.bias", theirs + ".layernorm_after.bias");
        transfer.transpose(ours + ".feedforward.input.weight", theirs + ".intermediate.dense.weight");
        transfer.copy(ours + ".feedforward.input.bias", theirs + ".intermediate.dense.bias");
        transfer.transpose(ours + ".feedforward.output.weight", theirs + ".output.dense.weight");
        transfer.copy(ours + ".feedforward.output.bias", theirs + ".output.dense.bias");
    }
}
