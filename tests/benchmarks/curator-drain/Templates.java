import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.curator.templates.LineMask;
import io.perennial.curator.templates.TemplateTree;
import io.perennial.curator.templates.TreeShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Masks and Drain over the lines of several systems, one pass with new trees for each line on standard input; the counterpart of
 * {@code peer.py}. Arguments: corpus, file for the templates.
 */
public final class Templates {
    private static final int MAX_CHILDREN = 100;
    private static final int MAX_TEMPLATES = 4096;

    private record Corpus(TreeShape shape, List<LineMask> masks, List<String> lines) {
        TemplateTree tree() {
            return new TemplateTree(shape, masks);
        }
    }

    public static void main(String[] arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Corpus> systems = new ArrayList<>();
        for (JsonNode system : json.readTree(Path.of(arguments[0]).toFile())) {
            systems.add(corpus(system));
        }
        List<List<Long>> numbers = new ArrayList<>();
        for (Corpus system : systems) {
            TemplateTree tree = system.tree();
            List<Long> ofSystem = new ArrayList<>();
            for (String line : system.lines()) {
                ofSystem.add(tree.match(line, ofSystem.size()).number());
            }
            numbers.add(ofSystem);
        }
        json.writeValue(Path.of(arguments[1]).toFile(), numbers);
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            List<TemplateTree> trees = systems.stream().map(Corpus::tree).toList();
            long start = System.nanoTime();
            for (int i = 0; i < trees.size(); i++) {
                long position = 0;
                for (String line : systems.get(i).lines()) {
                    trees.get(i).match(line, position++);
                }
            }
            System.out.println((System.nanoTime() - start) / 1e9);
        }
    }

    private static Corpus corpus(JsonNode system) {
        List<LineMask> masks = new ArrayList<>();
        system.get("patterns").forEach(pattern -> masks.add(new LineMask(TemplateTree.WILDCARD_TEXT, pattern.asText())));
        List<String> lines = new ArrayList<>();
        system.get("lines").forEach(line -> lines.add(line.asText()));
        TreeShape shape = new TreeShape(
                system.get("depth").asInt(), system.get("similarity").asDouble(), MAX_CHILDREN, MAX_TEMPLATES);
        return new Corpus(shape, masks, lines);
    }
}
