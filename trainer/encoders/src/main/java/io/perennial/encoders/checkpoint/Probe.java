package io.perennial.encoders.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.encoders.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A few contents of the first window with the vectors that the checkpoint gives them: what a machine must reproduce before it may
 * serve the checkpoint.
 *
 * @param contents the contents
 * @param vectors one vector for each content
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by selfTest with a tolerance, never by equals.
public record Probe(List<Content> contents, float[][] vectors) {
    /** Enough to notice a wrong kernel, few enough to run at every load. */
    public static final int SIZE = 4;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    public Probe {
        contents = List.copyOf(contents);
    }

    public byte[] toJson() throws IOException {
        ArrayNode json = MAPPER.createArrayNode();
        for (int i = 0; i < contents.size(); i++) {
            ObjectNode entry = json.addObject();
            if (contents.get(i) instanceof Content.Text text) {
                entry.put("text", text.text());
            } else if (contents.get(i) instanceof Content.Image image) {
                entry.put("image", image.encoded());
            }
            entry.put("vector", TensorBytes.encode(vectors[i]));
        }
        return MAPPER.writeValueAsBytes(json);
    }

    public static Probe fromJson(byte[] bytes) throws IOException {
        JsonNode json = MAPPER.readTree(bytes);
        List<Content> contents = new ArrayList<>();
        float[][] vectors = new float[json.size()][];
        for (int i = 0; i < json.size(); i++) {
            JsonNode entry = json.get(i);
            contents.add(
                    entry.has("text")
                            ? new Content.Text(entry.get("text").asText())
                            : new Content.Image(entry.get("image").binaryValue()));
            vectors[i] = TensorBytes.decode(entry.get("vector").binaryValue());
        }
        return new Probe(contents, vectors);
    }
}
