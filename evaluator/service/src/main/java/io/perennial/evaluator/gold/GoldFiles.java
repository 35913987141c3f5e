package io.perennial.evaluator.gold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSplit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads gold examples from disk and gives each a split.
 *
 * <p>NDJSON has one object in a line: {@code label} and either {@code text} or {@code image} (base64); optional are {@code id},
 * {@code slice}, {@code split} and {@code group}. A directory has one folder for each class with pictures or text files in it. An
 * example without a split gets one by its group, and without a group by its content.
 */
public final class GoldFiles {
    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "gif", "bmp", "webp");
    private static final ObjectMapper JSON = new ObjectMapper();

    private GoldFiles() {}

    public static List<GoldExample> read(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            return classFolders(source);
        }
        if (Files.isReadable(source)) {
            return lines(source);
        }
        throw ServiceException.usage("gold examples: " + source
                + " is neither a readable file nor a directory; give an NDJSON file or a directory of class folders");
    }

    private static List<GoldExample> lines(Path file) throws IOException {
        List<GoldExample> examples = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    examples.add(example(line, file + ":" + number));
                }
                number++;
            }
        }
        return examples;
    }

    private static GoldExample example(String line, String where) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw ServiceException.data(where + ": not a JSON object (" + e.getOriginalMessage() + ")", e);
        }
        String text = node.path("text").asText("");
        String label = node.path("label").asText("");
        ByteBuffer image = ByteBuffer.wrap(image(node, where));
        if (label.isEmpty() || text.isEmpty() != image.hasRemaining()) {
            throw ServiceException.data(
                    where + ": needs a label and either text or image (base64), saw the fields "
                            + String.join(", ", fieldNames(node)),
                    null);
        }
        String key = GoldSplits.contentKey(text, image);
        GoldSplit split = node.hasNonNull("split")
                ? split(node.get("split").asText(), where)
                : GoldSplits.of(node.path("group").asText(key));
        return new GoldExample(
                node.path("id").asText(key), label, split, node.path("slice").asText(""), text, image);
    }

    private static byte[] image(JsonNode node, String where) {
        try {
            return Base64.getDecoder().decode(node.path("image").asText(""));
        } catch (IllegalArgumentException e) {
            throw ServiceException.data(where + ": image is not base64 (" + e.getMessage() + ")", e);
        }
    }

    private static List<String> fieldNames(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static GoldSplit split(String name, String where) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "TRAIN" -> GoldSplit.TRAIN;
            case "VALIDATION" -> GoldSplit.VALIDATION;
            case "TEST" -> GoldSplit.TEST;
            case "BLIND" -> GoldSplit.BLIND;
            default ->
                throw ServiceException.data(
                        where + ": split is '" + name + "'; allowed are TRAIN, VALIDATION, TEST, BLIND", null);
        };
    }

    private static List<GoldExample> classFolders(Path root) throws IOException {
        List<GoldExample> examples = new ArrayList<>();
        for (Path folder : sorted(root)) {
            if (Files.isDirectory(folder)) {
                for (Path file : sorted(folder)) {
                    if (Files.isRegularFile(file)) {
                        examples.add(example(file, name(folder)));
                    }
                }
            }
        }
        if (examples.isEmpty()) {
            throw ServiceException.data(
                    "gold examples: " + root + " has no files in class folders; expected " + root + "/CLASS/FILE",
                    null);
        }
        return examples;
    }

    private static GoldExample example(Path file, String label) throws IOException {
        String name = name(file);
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        byte[] bytes = Files.readAllBytes(file);
        boolean picture = PICTURES.contains(extension);
        String text = picture ? "" : new String(bytes, StandardCharsets.UTF_8);
        ByteBuffer image = ByteBuffer.wrap(picture ? bytes : new byte[0]);
        GoldSplit split = GoldSplits.of(GoldSplits.contentKey(text, image));
        return new GoldExample(label + "/" + name, label, split, "", text, image);
    }

    private static List<Path> sorted(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
