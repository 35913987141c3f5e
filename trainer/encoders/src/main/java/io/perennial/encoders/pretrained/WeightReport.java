package io.perennial.encoders.pretrained;

import java.util.List;

/**
 * What became of the tensors of a file and of the parameters of a model.
 *
 * @param family whose names the tensors have: {@code GPT-2}, {@code BERT} or {@code ViT}
 * @param taken parameters that come from the file
 * @param skipped tensors that are not used
 * @param untouched parameters that begin as without the file
 * @param differences why the model does not compute what the source of the weights does; empty where it does
 */
public record WeightReport(
        String family, List<Taken> taken, List<Skipped> skipped, List<String> untouched, List<String> differences) {
    public WeightReport {
        taken = List.copyOf(taken);
        skipped = List.copyOf(skipped);
        untouched = List.copyOf(untouched);
        differences = List.copyOf(differences);
    }

    /**
     * A parameter from the file.
     *
     * @param parameter name of ours
     * @param tensors it is made of
     * @param how {@code as it is}, or what was done to them
     */
    public record Taken(String parameter, List<String> tensors, String how) {
        public Taken {
            tensors = List.copyOf(tensors);
        }
    }

    /**
     * A tensor that is not used.
     *
     * @param tensor its name
     * @param reason why
     */
    public record Skipped(String tensor, String reason) {}
}
