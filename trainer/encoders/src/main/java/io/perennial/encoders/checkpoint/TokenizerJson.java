package io.perennial.encoders.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.BytePairTokenizer.Merge;
import io.perennial.encoders.tokens.Digits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tokenizers as JSON: how digits are read, and the merges in order. */
public final class TokenizerJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TokenizerJson() {}

    public static byte[] write(BytePairTokenizer tokenizer) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("digits", tokenizer.digits().name());
        ArrayNode merges = json.putArray("merges");
        for (Merge merge : tokenizer.merges()) {
            merges.addArray().add(merge.left()).add(merge.right());
        }
        return MAPPER.writeValueAsBytes(json);
    }

    public static BytePairTokenizer read(byte[] bytes) throws IOException {
        JsonNode json = MAPPER.readTree(bytes);
        List<Merge> merges = new ArrayList<>();
        for (JsonNode merge : json.path("merges")) {
            merges.add(new Merge(merge.path(0).asInt(), merge.path(1).asInt()));
        }
        return new BytePairTokenizer(Digits.valueOf(json.path("digits").asText()), merges);
    }
}
