package io.perennial.encoders.pretrained;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the files beside the weights say of their model: {@code config.json} and {@code preprocessor_config.json}, where there are any. */
final class SourceConfiguration {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final double HALF = 0.5;

    private final JsonNode model;
    private final JsonNode pictures;

    private SourceConfiguration(JsonNode model, JsonNode pictures) {
        this.model = model;
        this.pictures = pictures;
    }

    static SourceConfiguration beside(Path weights) throws IOException {
        return new SourceConfiguration(
                read(weights.resolveSibling("config.json")), read(weights.resolveSibling("preprocessor_config.json")));
    }

    boolean isKnown() {
        return !model.isMissingNode();
    }

    /** The number under the first of the keys that is there, or a value to fall back to. */
    double number(double fallback, String... keys) {
        for (String key : keys) {
            if (model.path(key).isNumber()) {
                return model.path(key).asDouble();
            }
        }
        return fallback;
    }

    String text(String fallback, String... keys) {
        for (String key : keys) {
            if (model.path(key).isTextual()) {
                return model.path(key).asText();
            }
        }
        return fallback;
    }

    /** Mean of the source's pixels in a channel, pixels from 0 to 1. */
    double mean(int channel) {
        return pictures.path("image_mean").path(channel).asDouble(HALF);
    }

    /** What the source divides the centred pixels of a channel by. */
    double deviation(int channel) {
        return pictures.path("image_std").path(channel).asDouble(HALF);
    }

    /** Tells what a block of the source computes otherwise than ours. */
    void compareBlocks(WeightTransfer transfer, String activation, double epsilon) {
        if (!isKnown()) {
            transfer.differs(
                    "there is no config.json beside the file, so heads, activation and epsilon of its model are not known");
        }
        String theirs = text(activation, "activation_function", "hidden_act");
        if (!List.of("gelu_new", "gelu_pytorch_tanh", "gelu_fast").contains(theirs)) {
            transfer.differs("its activation is " + theirs + "; ours is GELU in its tanh form");
        }
        double theirEpsilon = number(epsilon, "layer_norm_epsilon", "layer_norm_eps");
        if (theirEpsilon != 1e-5) {
            transfer.differs("its layer normalisation has epsilon " + theirEpsilon + "; ours has 1.0E-5");
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return Files.exists(file) ? MAPPER.readTree(Files.readAllBytes(file)) : MissingNode.getInstance();
    }
}
