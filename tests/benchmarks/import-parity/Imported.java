import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Starts a model from imported weights and writes down its parameters and its embeddings. */
final class Imported {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public static void main(String[] arguments) throws IOException {
        String family = arguments[0];
        Path directory = Path.of(arguments[1]);
        Map<String, String> values = new TreeMap<>(Map.of("width", "64", "layers", "3", "heads", "4"));
        values.put("weights.file", directory.resolve("model.safetensors").toString());
        List<Content> contents;
        if (family.equals("vit")) {
            values.putAll(Map.of("image.size", "32", "patch.size", "8", "decoder.width", "32"));
            contents = List.of(new Content.Image(Files.readAllBytes(directory.resolve("picture.png"))));
        } else {
            values.putAll(Map.of("vocabulary", "600", "length", "48", "windows", "1"));
            values.put("objective", family.equals("gpt2") ? "causal-language" : "masked-language");
            values.put("tokenizer.file", directory.resolve("tokenizer.json").toString());
            contents = Stream.of(MAPPER.readValue(directory.resolve("texts.json").toFile(), String[].class))
                    .<Content>map(Content.Text::new)
                    .toList();
        }
        String name = family.equals("vit") ? "image-encoder" : "text-encoder";
        ModelConfiguration configuration = ModelConfiguration.named(name, values);
        Path ours = Files.createDirectories(directory.resolve("ours"));
        DirectoryBlobStore blobs = new DirectoryBlobStore(ours.resolve("blobs"));
        Checkpoints checkpoints = new Checkpoints(blobs);
        try (Pretraining training = checkpoints.start(configuration, 1, contents)) {
            MAPPER.writeValue(ours.resolve("embeddings.json").toFile(), training.embed(contents));
            Lineage lineage = new Lineage(null, null, 1, List.of(), List.of(), List.of(), 0, 0, "", "");
            Manifest.Vector parameters =
                    checkpoints.read(training.save(blobs, lineage).manifest()).vector("parameters");
            Files.write(ours.resolve("parameters"), blobs.get(parameters.blob()));
            MAPPER.writeValue(ours.resolve("parts.json").toFile(), parameters.parts());
        }
        MAPPER.writeValue(ours.resolve("differences.json").toFile(), Checkpoints.publicWeights(configuration).differences());
        System.exit(0);
    }
}
