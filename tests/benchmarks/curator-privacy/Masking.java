import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.curator.privacy.PersonalDataMask;
import io.perennial.curator.privacy.PersonalDataSpan;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.Modality;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds and masks the personal data of many texts, one pass for each line on standard input; the counterpart of {@code peer.py}.
 * Arguments: corpus, file for the spans.
 */
public final class Masking {
    private static final String SOURCE = "benchmark";

    public static void main(String[] arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> texts = new ArrayList<>();
        for (JsonNode text : json.readTree(Path.of(arguments[0]).toFile())) {
            texts.add(text.asText());
        }
        PersonalDataMask mask = new PersonalDataMask(RuleSet.bundled(Modality.LOGS).personalData());
        List<List<Object[]>> found = new ArrayList<>();
        for (String text : texts) {
            List<Object[]> spans = new ArrayList<>();
            for (PersonalDataSpan span : mask.mask(text, SOURCE).spans()) {
                spans.add(new Object[] {span.type().name(), span.begin(), span.begin() + span.length()});
            }
            found.add(spans);
        }
        json.writeValue(Path.of(arguments[1]).toFile(), found);
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            long spans = 0;
            long start = System.nanoTime();
            for (String text : texts) {
                spans += mask.mask(text, SOURCE).spans().size();
            }
            System.out.println((System.nanoTime() - start) / 1e9 + " " + spans);
        }
    }
}
