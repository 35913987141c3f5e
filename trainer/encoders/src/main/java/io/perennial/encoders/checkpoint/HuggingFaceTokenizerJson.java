package io.perennial.encoders.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.BytePairTokenizer.Merge;
import io.perennial.encoders.tokens.Digits;
import io.perennial.encoders.tokens.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads byte-level BPE, and by {@link UnigramJson} byte-level unigram models, from a {@code tokenizer.json} of the Hugging Face tokenizers library: the kind of GPT-2 and RoBERTa. It cuts texts
 * into the same tokens; their numbers are ours, since padding, mask and bytes come first here. Special tokens of the file are left out:
 * a text that spells one is read as text.
 */
public final class HuggingFaceTokenizerJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;
    private final JsonNode json;

    /**
     * A tokenizer and where its tokens stood in the file.
     *
     * @param tokenizer with our numbers
     * @param numbers number in the file of each of our tokens, -1 for padding and mask where the file has none
     */
    public record Imported(Tokenizer tokenizer, List<Integer> numbers) {
        public Imported {
            numbers = List.copyOf(numbers);
        }
    }

    private HuggingFaceTokenizerJson(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException in one line, where the file describes another kind of tokenizer
     */
    public static Imported read(Path file) throws IOException {
        try {
            JsonNode json = MAPPER.readTree(Files.readAllBytes(file));
            return json.path("model").path("type").asText().equals("Unigram")
                    ? new UnigramJson(file.toString(), json).imported()
                    : new HuggingFaceTokenizerJson(file, json).imported();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Imported imported() {
        JsonNode model = json.path("model");
        require("model.type", model.path("type").asText("BPE"), "BPE");
        for (String option : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            require("model." + option, model.path(option).asText(""), "", "null");
        }
        require("model.byte_fallback", model.path("byte_fallback").asText("false"), "false");
        require("model.ignore_merges", model.path("ignore_merges").asText("false"), "false");
        require("model.dropout", model.path("dropout").asText("null"), "null", "0.0");
        require("normalizer", json.path("normalizer").path("type").asText("none"), "none");
        Map<String, Integer> tokens = new HashMap<>();
        for (int value = 0; value < ByteSymbols.BYTES; value++) {
            tokens.put(ByteSymbols.of(value), BytePairTokenizer.SPECIAL_TOKENS + value);
        }
        List<Merge> merges = merges(model.path("merges"), tokens);
        BytePairTokenizer tokenizer = new BytePairTokenizer(digits(), merges);
        return new Imported(tokenizer, numbers(model.path("vocab"), tokenizer));
    }

    private Digits digits() {
        JsonNode cutting = json.path("pre_tokenizer");
        require("pre_tokenizer.type", cutting.path("type").asText("none"), "ByteLevel");
        require("pre_tokenizer.use_regex", cutting.path("use_regex").asText("true"), "true");
        return cutting.path("add_prefix_space").asBoolean(true) ? Digits.GROUPED_AFTER_BLANK : Digits.GROUPED;
    }

    private List<Merge> merges(JsonNode written, Map<String, Integer> tokens) {
        List<Merge> merges = new ArrayList<>();
        for (JsonNode merge : written) {
            String[] parts = merge.isArray()
                    ? new String[] {merge.path(0).asText(), merge.path(1).asText()}
                    : merge.asText().split(" ", 2);
            Integer left = tokens.get(parts[0]);
            Integer right = parts.length < 2 ? null : tokens.get(parts[1]);
            if (left == null || right == null) {
                throw new IllegalArgumentException(file + ": merge " + merges.size() + " was " + merge
                        + "; it must join two bytes or results of earlier merges");
            }
            tokens.putIfAbsent(parts[0] + parts[1], BytePairTokenizer.SPECIAL_TOKENS + tokens.size());
            merges.add(new Merge(left, right));
        }
        return merges;
    }

    private List<Integer> numbers(JsonNode vocabulary, BytePairTokenizer tokenizer) {
        List<Integer> numbers = new ArrayList<>();
        for (int token = 0; token < tokenizer.vocabulary(); token++) {
            String symbols = ByteSymbols.of(tokenizer.spelling(token));
            int number = vocabulary.path(symbols).asInt(-1);
            if (number < 0 && token >= BytePairTokenizer.SPECIAL_TOKENS) {
                throw new IllegalArgumentException(
                        file + ": model.vocab has no " + symbols
                                + "; it must hold all 256 bytes and what the merges make: train with the alphabet of ByteLevel");
            }
            numbers.add(token < BytePairTokenizer.SPECIAL_TOKENS ? special(vocabulary, token) : number);
        }
        return numbers;
    }

    private static int special(JsonNode vocabulary, int token) {
        List<String> names = token == BytePairTokenizer.MASK ? List.of("<mask>", "[MASK]") : List.of("<pad>", "[PAD]");
        return names.stream()
                .mapToInt(name -> vocabulary.path(name).asInt(-1))
                .filter(number -> number >= 0)
                .findFirst()
                .orElse(-1);
    }

    private void require(String field, String value, String... allowed) {
        if (!List.of(allowed).contains(value)) {
            throw new IllegalArgumentException(file + ": " + field + " was '" + value
                    + "'; only byte-level BPE as in GPT-2 and byte-level Unigram can be read, where it is '"
                    + allowed[0] + "'");
        }
    }
}
