package io.perennial.encoders.pretrained;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * BERT (Devlin et al., 2019) and RoBERTa (Liu et al., 2019). Their blocks normalise after each sum, ours before each branch: the same
 * normalisations and branches follow each other, so each finds its place, but our residual stream itself is never normalised.
 */
final class BidirectionalFamily implements LanguageFamily {
    private static final String POSITIONS = "embeddings.position_embeddings.weight";
    private static final String TYPES = "embeddings.token_type_embeddings.weight";

    /** RoBERTa counts positions from the one behind its padding token. */
    private static final int POSITIONS_OF_ROBERTA = 2;

    @Override
    public String label() {
        return "BERT";
    }

    @Override
    public List<String> prefixes() {
        return List.of("", "bert.", "roberta.");
    }

    @Override
    public String mark() {
        return "embeddings.word_embeddings.weight";
    }

    @Override
    public String firstOfBlock(int block) {
        return "encoder.layer." + block + ".attention.self.query.weight";
    }

    @Override
    public void transfer(WeightTransfer transfer, SourceConfiguration source, Target target, int layers, int[] rowOf)
            throws IOException {
        takeTokens(transfer, rowOf);
        int first = source.text("bert", "model_type").equals("roberta") ? POSITIONS_OF_ROBERTA : 0;
        transfer.rows("positions", POSITIONS, LanguageFamily.rowsFrom(first, target.positions()), "rows from " + first);
        if (transfer.isTaken("positions") && transfer.has(TYPES)) {
            int width = Math.toIntExact(transfer.shape(TYPES).get(1));
            transfer.add("positions", TYPES, Arrays.copyOf(transfer.read(TYPES), width), "token type 0 added");
        }
        norm(transfer, "block.0.attention.norm", "embeddings.LayerNorm");
        for (int layer = 0; layer < layers; layer++) {
            block(transfer, "block." + layer, "encoder.layer." + layer);
            boolean last = layer + 1 == target.layers();
            norm(
                    transfer,
                    last ? "final.norm" : "block." + (layer + 1) + ".attention.norm",
                    "encoder.layer." + layer + ".output.LayerNorm");
        }
        transfer.differs("its blocks normalise after each sum; ours normalise before each branch");
        if (target.causal()) {
            transfer.differs("its model looks both ways; a position of ours looks back alone");
        }
        source.compareBlocks(transfer, "gelu", 1e-12);
    }

    private static void block(WeightTransfer transfer, String ours, String theirs) throws IOException {
        List<String> joined = List.of("query", "key", "value");
        transfer.joinTransposed(
                ours + ".attention.input.weight",
                joined.stream()
                        .map(part -> theirs + ".attention.self." + part + ".weight")
                        .toList());
        transfer.join(
                ours + ".attention.input.bias",
                joined.stream()
                        .map(part -> theirs + ".attention.self." + part + ".bias")
                        .toList());
        transfer.transpose(ours + ".attention.output.weight", theirs + ".attention.output.dense.weight");
        transfer.copy(ours + ".attention.output.bias", theirs + ".attention.output.dense.bias");
        norm(transfer, ours + ".feedforward.norm", theirs + ".attention.output.LayerNorm");
        transfer.transpose(ours + ".feedforward.input.weight", theirs + ".intermediate.dense.weight");
        transfer.copy(ours + ".feedforward.input.bias", theirs + ".intermediate.dense.bias");
        transfer.transpose(ours + ".feedforward.output.weight", theirs + ".output.dense.weight");
        transfer.copy(ours + ".feedforward.output.bias", theirs + ".output.dense.bias");
    }

    /** Old files call gain and bias gamma and beta. */
    private static void norm(WeightTransfer transfer, String ours, String theirs) throws IOException {
        boolean old = transfer.has(theirs + ".gamma");
        transfer.copy(ours + ".gain", theirs + (old ? ".gamma" : ".weight"));
        transfer.copy(ours + ".bias", theirs + (old ? ".beta" : ".bias"));
    }
}
