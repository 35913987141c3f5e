package io.perennial.encoders.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.checkpoint.HuggingFaceTokenizerJson;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.training.ImageEmbedder;
import io.perennial.encoders.training.TextEmbedder;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicWeightsTest {
    private static final int WIDTH = 8;
    private static final int TOKENS = 301;
    private static final int LENGTH = 6;
    private static final int PATCH = 2;

    @TempDir
    Path directory;

    private Path weights;
    private Path tokenizer;

    @BeforeEach
    void copyTokenizer() throws IOException {
        weights = directory.resolve("model.safetensors");
        tokenizer = directory.resolve("tokenizer.json");
        try (InputStream stream = PublicWeightsTest.class.getResourceAsStream("/tokenizers/byte-level-bpe.json")) {
            Files.copy(Objects.requireNonNull(stream), tokenizer);
        }
    }

    @Test
    void generativeModelIsTakenWhole() throws IOException {
        // given
        WrittenTensors written = generative("transformer.");
        written.write(weights);
        config("{\"n_head\":2,\"activation_function\":\"gelu_new\",\"layer_norm_epsilon\":1e-5}");

        // when
        Start start = start(text("causal-language", Map.of("tokenizer.file", tokenizer.toString())));

        // then
        assertThat(start.report().family()).isEqualTo("GPT-2");
        assertThat(start.report().differences()).isEmpty();
        assertThat(start.report().untouched()).isEmpty();
        assertThat(start.parameter("block.0.attention.input.weight"))
                .containsExactly(written.values("transformer.h.0.attn.c_attn.weight"));
        assertThat(start.parameter("final.norm.bias")).containsExactly(written.values("transformer.ln_f.bias"));
        assertThat(start.parameter("positions"))
                .containsExactly(Arrays.copyOf(written.values("transformer.wpe.weight"), LENGTH * WIDTH));
        assertThat(start.parameter("prediction.bias")).containsOnly(0);
    }

    @Test
    void rowsOfTokensAreOrderedAsOurTokenizerCountsThem() throws IOException {
        // given
        WrittenTensors written = generative("");
        written.write(weights);
        List<Integer> numbers = HuggingFaceTokenizerJson.read(tokenizer).numbers();

        // when
        Start start = start(text("causal-language", Map.of("tokenizer.file", tokenizer.toString())));

        // then
        float[] tokens = start.parameter("tokens");
        for (int token = 2; token < numbers.size(); token++) {
            int row = numbers.get(token);
            assertThat(Arrays.copyOfRange(tokens, token * WIDTH, (token + 1) * WIDTH))
                    .containsExactly(Arrays.copyOfRange(written.values("wte.weight"), row * WIDTH, (row + 1) * WIDTH));
        }
    }

    @Test
    void tokensOfAnotherTokenizerAreLeftOutAndTheReportTellsHowToTakeThem() throws IOException {
        // given
        generative("").write(weights);

        // when
        WeightReport report = start(text("causal-language", Map.of())).report();

        // then
        assertThat(report.skipped())
                .anySatisfy(skipped -> assertThat(skipped.reason()).contains("tokenizer.file"));
        assertThat(report.untouched()).containsExactly("prediction.bias", "tokens");
        assertThat(report.differences())
                .anyMatch(difference -> difference.contains("2 parameters do not come from the file"))
                .anyMatch(difference -> difference.contains("no config.json"));
    }

    @Test
    void bidirectionalModelIsTakenWithItsNormalisationsWhereOursStand() throws IOException {
        // given
        WrittenTensors written = bidirectional();
        written.write(weights);
        config("{\"num_attention_heads\":2,\"hidden_act\":\"gelu\",\"layer_norm_eps\":1e-12,\"model_type\":\"bert\"}");

        // when
        Start start = start(text("masked-language", Map.of("tokenizer.file", tokenizer.toString())));

        // then
        float[] joined = start.parameter("block.0.attention.input.weight");
        float[] keys = written.values("bert.encoder.layer.0.attention.self.key.weight");
        for (int in = 0; in < WIDTH; in++) {
            for (int out = 0; out < WIDTH; out++) {
                assertThat(joined[in * 3 * WIDTH + WIDTH + out]).isEqualTo(keys[out * WIDTH + in]);
            }
        }
        assertThat(start.parameter("positions")[WIDTH + 3])
                .isEqualTo(written.values("bert.embeddings.position_embeddings.weight")[WIDTH + 3]
                        + written.values("bert.embeddings.token_type_embeddings.weight")[3]);
        assertThat(start.parameter("block.0.attention.norm.gain"))
                .containsExactly(written.values("bert.embeddings.LayerNorm.gamma"));
        assertThat(start.parameter("final.norm.gain"))
                .containsExactly(written.values("bert.encoder.layer.0.output.LayerNorm.weight"));
        assertThat(start.report().differences())
                .containsExactly(
                        "its blocks normalise after each sum; ours normalise before each branch",
                        "its activation is gelu; ours is GELU in its tanh form",
                        "its layer normalisation has epsilon 1.0E-12; ours has 1.0E-5",
                        "1 parameters do not come from the file");
        assertThat(start.report().skipped())
                .extracting(WeightReport.Skipped::tensor)
                .containsExactly("bert.pooler.dense.weight");
    }

    @Test
    void patchesOfAVisionModelMakeTheSameOfAPicture() throws IOException {
        // given
        WrittenTensors written = vision();
        written.write(weights);
        Files.writeString(
                directory.resolve("preprocessor_config.json"),
                "{\"image_mean\":[0.4,0.5,0.6],\"image_std\":[0.2,0.25,0.3]}");
        double[] pixels = new double[PATCH * PATCH * 3];
        Arrays.setAll(pixels, i -> (i * 7 % 12) / 11.0);

        // when
        Start start = start(picture(Map.of()));

        // then
        float[] weight = start.parameter("patches.weight");
        float[] bias = start.parameter("patches.bias");
        float[] kernel = written.values("vit.embeddings.patch_embeddings.projection.weight");
        for (int out = 0; out < WIDTH; out++) {
            double theirs = written.values("vit.embeddings.patch_embeddings.projection.bias")[out];
            double ours = bias[out];
            for (int i = 0; i < pixels.length; i++) {
                int channel = i % 3;
                double normalised = (pixels[i] - (0.4 + 0.1 * channel)) / (0.2 + 0.05 * channel);
                theirs += kernel[(out * 3 + channel) * PATCH * PATCH + i / 3] * normalised;
                ours += weight[i * WIDTH + out] * (pixels[i] - 0.5) / 0.25;
            }
            assertThat(ours).isCloseTo(theirs, within(1e-5));
        }
        assertThat(start.report().skipped())
                .contains(new WeightReport.Skipped(
                        "vit.embeddings.cls_token",
                        "the model has no class token: it takes the mean over the patches"));
    }

    @Test
    void weightsThatDoNotFitTellWhatTheModelWouldNeed() throws IOException {
        // given
        generative("").write(weights);
        config("{\"n_head\":4}");

        // then
        assertThatThrownBy(() -> start(text("causal-language", Map.of("width", "16"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "needs width = 8, heads = 4 and, to take all of it, layers = 1; they were 16, 2 and 1");
        assertThatThrownBy(() -> start(text("causal-language", Map.of()))).hasMessageContaining("heads = 4");
        assertThatThrownBy(() -> start(picture(Map.of()))).hasMessageContaining("which reads text");
    }

    @Test
    void fileOfOtherTensorsIsRefused() throws IOException {
        // given
        new WrittenTensors().with("conv1.weight", 2).write(weights);

        // then
        assertThatThrownBy(() -> start(picture(Map.of())))
                .hasMessageContaining("holds 1 tensors, but none of")
                .hasMessageContaining("GPT-2, BERT, RoBERTa and ViT are read");
        Files.delete(weights);
        assertThatThrownBy(() -> start(picture(Map.of()))).hasMessageContaining("cannot read weights.file " + weights);
    }

    @Test
    void firstCheckpointBeginsWithTheWeights() throws IOException {
        // given
        generative("").write(weights);
        DirectoryBlobStore blobs = new DirectoryBlobStore(directory.resolve("blobs"));
        Checkpoints checkpoints = new Checkpoints(blobs);
        ModelConfiguration configuration = text("causal-language", Map.of("tokenizer.file", tokenizer.toString()));
        List<Content> texts = List.of(new Content.Text("The broker reads again"));

        // when
        float[][] embedded;
        try (Pretraining training = checkpoints.start(configuration, 1, texts)) {
            embedded = training.embed(texts);
        }
        try (Pretraining again = checkpoints.start(configuration, 2, texts)) {
            // then another seed changes nothing, because nothing is left to chance
            assertThat(again.embed(texts)).isDeepEqualTo(embedded);
        }
    }

    private Start start(ModelConfiguration configuration) {
        boolean text = configuration.values().containsKey("length");
        ParameterLayout layout = text ? TextEmbedder.layout(configuration) : ImageEmbedder.layout(configuration);
        float[] values = layout.initialValues(1);
        return new Start(PublicWeights.write(configuration, layout, values), layout, values);
    }

    private ModelConfiguration text(String objective, Map<String, String> more) {
        Map<String, String> values = new TreeMap<>(
                Map.of("objective", objective, "vocabulary", "400", "length", "" + LENGTH, "windows", "1"));
        return named("text-encoder", values, more);
    }

    private ModelConfiguration picture(Map<String, String> more) {
        Map<String, String> values =
                new TreeMap<>(Map.of("image.size", "4", "patch.size", "" + PATCH, "decoder.width", "8"));
        return named("image-encoder", values, more);
    }

    private ModelConfiguration named(String name, Map<String, String> values, Map<String, String> more) {
        values.putAll(Map.of("width", "" + WIDTH, "heads", "2", "layers", "1", "batch.size", "2"));
        values.put("weights.file", weights.toString());
        values.putAll(more);
        return ModelConfiguration.named(name, values);
    }

    private void config(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
    }

    private static WrittenTensors generative(String prefix) {
        return new WrittenTensors()
                .with(prefix + "wte.weight", TOKENS, WIDTH)
                .with(prefix + "wpe.weight", 2 * LENGTH, WIDTH)
                .with(prefix + "h.0.ln_1.weight", WIDTH)
                .with(prefix + "h.0.ln_1.bias", WIDTH)
                .with(prefix + "h.0.attn.c_attn.weight", WIDTH, 3 * WIDTH)
                .with(prefix + "h.0.attn.c_attn.bias", 3 * WIDTH)
                .with(prefix + "h.0.attn.c_proj.weight", WIDTH, WIDTH)
                .with(prefix + "h.0.attn.c_proj.bias", WIDTH)
                .with(prefix + "h.0.ln_2.weight", WIDTH)
                .with(prefix + "h.0.ln_2.bias", WIDTH)
                .with(prefix + "h.0.mlp.c_fc.weight", WIDTH, 4 * WIDTH)
                .with(prefix + "h.0.mlp.c_fc.bias", 4 * WIDTH)
                .with(prefix + "h.0.mlp.c_proj.weight", 4 * WIDTH, WIDTH)
                .with(prefix + "h.0.mlp.c_proj.bias", WIDTH)
                .with(prefix + "ln_f.weight", WIDTH)
                .with(prefix + "ln_f.bias", WIDTH);
    }

    private static WrittenTensors bidirectional() {
        WrittenTensors written = new WrittenTensors()
                .with("bert.embeddings.word_embeddings.weight", TOKENS, WIDTH)
                .with("bert.embeddings.position_embeddings.weight", 2 * LENGTH, WIDTH)
                .with("bert.embeddings.token_type_embeddings.weight", 2, WIDTH)
                .with("bert.embeddings.LayerNorm.gamma", WIDTH)
                .with("bert.embeddings.LayerNorm.beta", WIDTH)
                .with("bert.pooler.dense.weight", WIDTH, WIDTH);
        String block = "bert.encoder.layer.0.";
        attention(written, block + "attention.self.");
        return dense(written, block, "attention.output.LayerNorm", "output.LayerNorm");
    }

    private static WrittenTensors vision() {
        WrittenTensors written = new WrittenTensors()
                .with("vit.embeddings.cls_token", 1, 1, WIDTH)
                .with("vit.embeddings.position_embeddings", 1, 5, WIDTH)
                .with("vit.embeddings.patch_embeddings.projection.weight", WIDTH, 3, PATCH, PATCH)
                .with("vit.embeddings.patch_embeddings.projection.bias", WIDTH)
                .with("vit.layernorm.weight", WIDTH)
                .with("vit.layernorm.bias", WIDTH);
        String block = "vit.encoder.layer.0.";
        attention(written, block + "attention.attention.");
        return dense(written, block, "layernorm_before", "layernorm_after");
    }

    private static void attention(WrittenTensors written, String prefix) {
        for (String part : List.of("query", "key", "value")) {
            written.with(prefix + part + ".weight", WIDTH, WIDTH).with(prefix + part + ".bias", WIDTH);
        }
    }

    private static WrittenTensors dense(WrittenTensors written, String block, String... norms) {
        for (String norm : norms) {
            written.with(block + norm + ".weight", WIDTH).with(block + norm + ".bias", WIDTH);
        }
        return written.with(block + "attention.output.dense.weight", WIDTH, WIDTH)
                .with(block + "attention.output.dense.bias", WIDTH)
                .with(block + "intermediate.dense.weight", 4 * WIDTH, WIDTH)
                .with(block + "intermediate.dense.bias", 4 * WIDTH)
                .with(block + "output.dense.weight", WIDTH, 4 * WIDTH)
                .with(block + "output.dense.bias", WIDTH);
    }

    /** The start of a model. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Start(WeightReport report, ParameterLayout layout, float[] values) {
        float[] parameter(String name) {
            Parameter parameter = layout.parameters().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            int from = Math.toIntExact(parameter.offset());
            return Arrays.copyOfRange(values, from, from + Math.toIntExact(parameter.elements()));
        }
    }
}
