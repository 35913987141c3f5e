import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.curator.minhash.Signature;
import io.perennial.curator.minhash.TextSigner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The signatures of the curator over JSON documents, one pass for each line on standard input; the counterpart of {@code peer.py}.
 * Arguments: corpus, file for the signatures.
 */
public final class Signing {
    public static void main(String[] arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> documents = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            documents.add(json.readValue(line, String.class));
        }
        TextSigner signer = new TextSigner();
        StringBuilder signatures = new StringBuilder();
        for (String document : documents) {
            signatures.append(line(signer.sign(document))).append('\n');
        }
        Files.writeString(Path.of(arguments[1]), signatures);
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            long start = System.nanoTime();
            for (String document : documents) {
                signer.sign(document);
            }
            System.out.println((System.nanoTime() - start) / 1e9);
        }
    }

    private static String line(Signature signature) {
        return signature == null
                ? ""
                : Arrays.stream(signature.values()).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }
}
