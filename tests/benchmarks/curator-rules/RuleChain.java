import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.curator.measures.Measures;
import io.perennial.curator.measures.ProseMeasures;
import io.perennial.curator.measures.TextMeasures;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.Ruling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of the curator over JSON documents, one pass for each line on standard input; the counterpart of {@code peer.py}.
 * Arguments: corpus, file for the reasons, rule file.
 */
public final class RuleChain {
    public static void main(String[] arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> documents = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            documents.add(json.readValue(line, String.class));
        }
        RuleSet rules = RuleSet.parse(Files.readAllBytes(Path.of(arguments[2])), arguments[2]);
        StringBuilder reasons = new StringBuilder();
        for (String document : documents) {
            reasons.append(reason(rules, document)).append('\n');
        }
        Files.writeString(Path.of(arguments[1]), reasons);
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            long start = System.nanoTime();
            for (String document : documents) {
                reason(rules, document);
            }
            System.out.println((System.nanoTime() - start) / 1e9);
        }
    }

    /** All measures, then the first broken rule: the curator does not stop measuring at a failure, datatrove does. */
    private static String reason(RuleSet rules, String document) {
        Measures measures = new Measures();
        measures.put(TextMeasures.BYTES, document.length());
        ProseMeasures.measure(document, measures);
        Ruling ruling = rules.judge(measures);
        return ruling == null ? "" : ruling.rule();
    }
}
