package io.perennial.encoders.pretrained;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Objective;
import io.perennial.encoders.Setting;
import io.perennial.encoders.checkpoint.HuggingFaceTokenizerJson;
import io.perennial.encoders.network.ParameterLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The start of a model from weights in safetensors, named as the Hugging Face library names them ({@code weights.file}). */
public final class PublicWeights {
    private static final List<Family> FAMILIES =
            List.of(new GenerativeFamily(), new BidirectionalFamily(), new VisionFamily());

    private final ModelConfiguration configuration;
    private final Path path;
    private final SafetensorsFile file;
    private final Family family;
    private final String prefix;

    private PublicWeights(
            ModelConfiguration configuration, Path path, SafetensorsFile file, Family family, String prefix) {
        this.configuration = configuration;
        this.path = path;
        this.file = file;
        this.family = family;
        this.prefix = prefix;
    }

    /**
     * Writes what the file holds over the start of a model.
     *
     * @param values flat parameter vector
     * @throws IllegalArgumentException in one line, where the file cannot be read or does not fit the configuration
     */
    public static WeightReport write(ModelConfiguration configuration, ParameterLayout layout, float[] values) {
        Path path = Path.of(configuration.text(Setting.WEIGHTS_FILE));
        try {
            return open(configuration, path).transfer(layout, values);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "model " + configuration.name() + ": cannot read weights.file " + path + ": " + e, e);
        }
    }

    private static PublicWeights open(ModelConfiguration configuration, Path path) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(path);
        for (Family family : FAMILIES) {
            for (String prefix : family.prefixes()) {
                if (file.entries().containsKey(prefix + family.mark())) {
                    return new PublicWeights(configuration, path, file, family, prefix);
                }
            }
        }
        throw new IllegalArgumentException(path + " holds "
                + file.entries().size() + " tensors, but none of "
                + FAMILIES.stream().map(Family::mark).toList() + "; GPT-2, BERT, RoBERTa and ViT are read");
    }

    private WeightReport transfer(ParameterLayout layout, float[] values) throws IOException {
        WeightTransfer transfer = new WeightTransfer(file, prefix, layout, values);
        SourceConfiguration source = SourceConfiguration.beside(path);
        int blocks = blocks(transfer);
        requireFit(transfer, source, blocks);
        int layers = configuration.integer(Setting.LAYERS);
        if (blocks != layers) {
            transfer.differs("its model has " + blocks + " blocks, ours " + layers);
        }
        family.transfer(transfer, source, target(layers), Math.min(layers, blocks), rowOf());
        WeightReport report = transfer.report(family.label());
        if (!report.untouched().isEmpty()) {
            transfer.differs(report.untouched().size() + " parameters do not come from the file");
        }
        return transfer.report(family.label());
    }

    private int blocks(WeightTransfer transfer) {
        return (int) IntStream.iterate(0, block -> block + 1)
                .takeWhile(block -> transfer.has(family.firstOfBlock(block)))
                .count();
    }

    private void requireFit(WeightTransfer transfer, SourceConfiguration source, int blocks) {
        String heads = source.isKnown() ? String.valueOf((int) source.number(0, "num_attention_heads", "n_head")) : "?";
        if (configuration.objective().input() != family.input()) {
            throw new IllegalArgumentException("model " + configuration.name() + ": weights.file " + path
                    + " holds the weights of a " + family.label() + ", which reads " + reads(family.input()) + "; "
                    + configuration.objective().label() + " reads "
                    + reads(configuration.objective().input()));
        }
        List<Long> shape = transfer.shape(family.mark());
        long width = shape.size() > family.widthDimension() ? shape.get(family.widthDimension()) : 0;
        boolean headsFit = heads.equals("?")
                || heads.equals("0")
                || heads.equals(String.valueOf(configuration.integer(Setting.HEADS)));
        if (width != configuration.integer(Setting.WIDTH) || !headsFit) {
            throw new IllegalArgumentException("model " + configuration.name() + ": weights.file " + path
                    + " needs width = " + width + ", heads = " + heads + " and, to take all of it, layers = " + blocks
                    + "; they were " + configuration.integer(Setting.WIDTH) + ", "
                    + configuration.integer(Setting.HEADS) + " and " + configuration.integer(Setting.LAYERS));
        }
    }

    private Family.Target target(int layers) {
        boolean text = family.input() == Objective.Input.TEXT;
        return new Family.Target(
                layers,
                text ? configuration.integer(Setting.LENGTH) : 0,
                configuration.objective() == Objective.CAUSAL_LANGUAGE,
                text ? 0 : configuration.integer(Setting.PATCH_SIZE));
    }

    private int[] rowOf() throws IOException {
        if (family.input() != Objective.Input.TEXT
                || configuration.text(Setting.TOKENIZER_FILE).isEmpty()) {
            return new int[0];
        }
        List<Integer> numbers = HuggingFaceTokenizerJson.read(Path.of(configuration.text(Setting.TOKENIZER_FILE)))
                .numbers();
        int[] rows = new int[configuration.integer(Setting.VOCABULARY)];
        Arrays.fill(rows, -1);
        for (int token = 0; token < Math.min(rows.length, numbers.size()); token++) {
            rows[token] = numbers.get(token);
        }
        return rows;
    }

    private static String reads(Objective.Input input) {
        return input == Objective.Input.TEXT ? "text" : "pictures";
    }
}
