import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.encoders.tokens.Digits;
import io.perennial.encoders.tokens.UnigramTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trains a unigram tokenizer of ours on the first texts and writes its tokenizer.json. */
final class Learned {
    private static final int TEXTS = 30_000;

    public static void main(String[] arguments) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<String> texts = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[0])).subList(0, TEXTS)) {
            texts.add(mapper.readTree(line).asText());
        }
        long start = System.nanoTime();
        var tokenizer = UnigramTraining.train(texts, Digits.valueOf(arguments[1]), Integer.parseInt(arguments[2]));
        System.err.printf("trained in %.1f s%n", (System.nanoTime() - start) / 1e9);
        Files.write(Path.of(arguments[3]), TokenizerJson.write(tokenizer));
    }
}
