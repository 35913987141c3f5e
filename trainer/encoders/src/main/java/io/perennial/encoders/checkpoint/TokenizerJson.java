package io.perennial.encoders.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.BytePairTokenizer.Merge;
import io.perennial.encoders.tokens.Digits;
import io.perennial.encoders.tokens.Tokenizer;
import io.perennial.encoders.tokens.UnigramTokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokenizers as JSON: byte pairs as how digits are read and the merges in order, a unigram model as a {@code tokenizer.json} of the Hugging
 * Face library.
 */
public final class TokenizerJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TokenizerJson() {}

    public static byte[] write(Tokenizer tokenizer) throws IOException {
        if (tokenizer instanceof UnigramTokenizer unigram) {
            return UnigramJson.write(unigram);
        }
        return write((BytePairTokenizer) tokenizer);
    }

    private static byte[] write(BytePairTokenizer tokenizer) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("digits", tokenizer.digits().name());
        ArrayNode merges = json.putArray("merges");
        for (Merge merge : tokenizer.merges()) {
            merges.addArray().add(merge.left()).add(merge.right());
        }
        return MAPPER.writeValueAsBytes(json);
    }

    public static Tokenizer read(byte[] bytes) throws IOException {
        JsonNode json = MAPPER.readTree(bytes);
        if (json.has("model")) {
            return new UnigramJson("the tokenizer of the checkpoint", json)
                    .imported()
                    .tokenizer();
        }
        List<Merge> merges = new ArrayList<>();
        for (JsonNode merge : json.path("merges")) {
            merges.add(new Merge(merge.path(0).asInt(), merge.path(1).asInt()));
        }
        return new BytePairTokenizer(Digits.valueOf(json.path("digits").asText()), merges);
    }
}
