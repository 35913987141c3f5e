import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.encoders.checkpoint.HuggingFaceTokenizerJson;
import io.perennial.encoders.checkpoint.HuggingFaceTokenizerJson.Imported;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Encodes each text with an imported tokenizer and compares with what the tokenizers library made of it. */
final class Encodings {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public static void main(String[] arguments) throws IOException {
        Imported imported = HuggingFaceTokenizerJson.read(Path.of(arguments[1]));
        long texts = 0;
        long tokens = 0;
        long different = 0;
        try (BufferedReader inputs = Files.newBufferedReader(Path.of(arguments[0]));
                BufferedReader encodings = Files.newBufferedReader(Path.of(arguments[2]))) {
            for (String input = inputs.readLine(); input != null; input = inputs.readLine()) {
                int[] ours = imported.tokenizer().encode(MAPPER.readTree(input).asText());
                JsonNode theirs = MAPPER.readTree(encodings.readLine());
                texts++;
                tokens += theirs.size();
                if (!areEqual(imported, ours, theirs)) {
                    different++;
                    System.err.println("encoded otherwise: " + input);
                }
            }
        }
        System.out.printf(
                "{\"figure\": \"texts that a tokenizer.json encodes otherwise than the tokenizers library, %s %s\", \"value\": %d,"
                        + " \"allowed\": 0, \"texts\": %d, \"tokens\": %d, \"vocabulary\": %d}%n",
                imported.tokenizer().getClass().getSimpleName(), imported.tokenizer().digits(), different, texts, tokens, imported.tokenizer().vocabulary());
        System.exit(different == 0 ? 0 : 1);
    }

    private static boolean areEqual(Imported imported, int[] ours, JsonNode theirs) {
        if (ours.length != theirs.size()) {
            return false;
        }
        for (int i = 0; i < ours.length; i++) {
            if (imported.numbers().get(ours[i]) != theirs.get(i).asInt()) {
                return false;
            }
        }
        return true;
    }
}
