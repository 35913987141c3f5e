package io.perennial.encoders.pretrained;

import java.io.IOException;
import java.util.List;

/**
 * GPT-2 (Radford et al., 2019): pre-norm blocks, GELU in its tanh form, learned positions, output weights that are the token table. A causal
 * language model of ours is the same network.
 */
final class GenerativeFamily implements LanguageFamily {
    @Override
    public String label() {
        return "GPT-2";
    }

    @Override
    public List<String> prefixes() {
        return List.of("", "transformer.");
    }

    @Override
    public String mark() {
        return "wte.weight";
    }

    @Override
    public String firstOfBlock(int block) {
        return "h." + block + ".ln_1.weight";
    }

    @Override
    public void transfer(WeightTransfer transfer, SourceConfiguration source, Target target, int layers, int[] rowOf)
            throws IOException {
        if (takeTokens(transfer, rowOf)) {
            transfer.fill("prediction.bias", 0, "zero: the source has none");
        }
        transfer.rows("positions", "wpe.weight", LanguageFamily.rowsFrom(0, target.positions()), "the first rows");
        for (int layer = 0; layer < layers; layer++) {
            String ours = "block." + layer;
            String theirs = "h." + layer;
            transfer.copy(ours + ".attention.norm.gain", theirs + ".ln_1.weight");
            transfer.copy(ours + ".attention.norm.bias", theirs + ".ln_1.bias");
            transfer.copy(ours + ".attention.input.weight", theirs + ".attn.c_attn.weight");
            transfer.copy(ours + ".attention.input.bias", theirs + ".attn.c_attn.bias");
            transfer.copy(ours + ".attention.output.weight", theirs + ".attn.c_proj.weight");
            transfer.copy(ours + ".attention.output.bias", theirs + ".attn.c_proj.bias");
            transfer.copy(ours + ".feedforward.norm.gain", theirs + ".ln_2.weight");
            transfer.copy(ours + ".feedforward.norm.bias", theirs + ".ln_2.bias");
            transfer.copy(ours + ".feedforward.input.weight", theirs + ".mlp.c_fc.weight");
            transfer.copy(ours + ".feedforward.input.bias", theirs + ".mlp.c_fc.bias");
            transfer.copy(ours + ".feedforward.output.weight", theirs + ".mlp.c_proj.weight");
            transfer.copy(ours + ".feedforward.output.bias", theirs + ".mlp.c_proj.bias");
        }
        transfer.copy("final.norm.gain", "ln_f.weight");
        transfer.copy("final.norm.bias", "ln_f.bias");
        if (!target.causal()) {
            transfer.differs("a position of its model looks back alone; ours looks both ways");
        }
        source.compareBlocks(transfer, "gelu_new", 1e-5);
    }
}
