package io.perennial.encoders.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.encoders.checkpoint.HuggingFaceTokenizerJson.Imported;
import io.perennial.encoders.tokens.Digits;
import io.perennial.encoders.tokens.Tokenizer;
import io.perennial.encoders.tokens.UnigramTokenizer;
import io.perennial.encoders.tokens.UnigramTokenizer.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Byte-level unigram models as {@code tokenizer.json} of the Hugging Face tokenizers library, which cuts texts into the same tokens with such a file.
 * A file of ours keeps our numbers; in one of another maker padding, mask and bytes come first here. Special tokens are left out: a
 * text that spells one is read as text.
 */
final class UnigramJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> SPECIAL = List.of("<pad>", "<mask>");
    private static final String BLANKS = " \\t\\n\\x0B\\f\\r";

    private final String source;
    private final JsonNode json;

    /** @param source where it stands, for messages */
    UnigramJson(String source, JsonNode json) {
        this.source = source;
        this.json = json;
    }

    static byte[] write(UnigramTokenizer tokenizer) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        for (int token = 0; token < SPECIAL.size(); token++) {
            ObjectNode special = added.addObject().put("id", token).put("content", SPECIAL.get(token));
            for (String option : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                special.put(option, false);
            }
            special.put("special", true);
        }
        json.set("normalizer", normalizer(tokenizer.digits()));
        json.set("pre_tokenizer", cutting(tokenizer.digits()));
        json.putNull("post_processor");
        json.set("decoder", byteLevel(false, true));
        ObjectNode model = json.putObject("model");
        model.put("type", "Unigram");
        model.putNull("unk_id");
        ArrayNode vocabulary = model.putArray("vocab");
        SPECIAL.forEach(name -> vocabulary.addArray().add(name).add(0.0));
        for (Piece piece : tokenizer.pieces()) {
            vocabulary.addArray().add(ByteSymbols.of(piece.spelling())).add(piece.score());
        }
        model.put("byte_fallback", false);
        return MAPPER.writeValueAsBytes(json);
    }

    /** @throws IllegalArgumentException in one line, where the file describes another kind of tokenizer */
    Imported imported() {
        JsonNode model = json.path("model");
        if (!model.path("type").asText().equals("Unigram")
                || model.path("byte_fallback").asBoolean(false)) {
            throw refused("model.type was '" + model.path("type").asText() + "', byte_fallback "
                    + model.path("byte_fallback"));
        }
        Digits digits = digits();
        Set<String> special = new HashSet<>();
        json.path("added_tokens")
                .forEach(token -> special.add(token.path("content").asText()));
        special.add(
                model.path("vocab").path(model.path("unk_id").asInt(-1)).path(0).asText());
        List<Piece> pieces = new ArrayList<>(Collections.nCopies(ByteSymbols.BYTES, new Piece(new byte[0], 0)));
        List<Integer> numbers = new ArrayList<>(Collections.nCopies(Tokenizer.SPECIAL_TOKENS + pieces.size(), -1));
        int number = 0;
        for (JsonNode entry : model.path("vocab")) {
            String symbols = entry.path(0).asText();
            Optional<byte[]> spelling = special.contains(symbols) ? Optional.empty() : ByteSymbols.bytes(symbols);
            if (SPECIAL.contains(symbols)) {
                numbers.set(SPECIAL.indexOf(symbols), number);
            } else if (spelling.isPresent()) {
                place(new Piece(spelling.get(), entry.path(1).asDouble()), number, pieces, numbers);
            }
            number++;
        }
        if (numbers.subList(Tokenizer.SPECIAL_TOKENS, numbers.size()).contains(-1)) {
            throw new IllegalArgumentException(
                    source + ": model.vocab must hold all 256 bytes: train with the alphabet of ByteLevel");
        }
        return new Imported(new UnigramTokenizer(digits, pieces), numbers);
    }

    private static void place(Piece piece, int number, List<Piece> pieces, List<Integer> numbers) {
        if (piece.spelling().length == 1) {
            int value = piece.spelling()[0] & 0xFF;
            pieces.set(value, piece);
            numbers.set(Tokenizer.SPECIAL_TOKENS + value, number);
        } else {
            pieces.add(piece);
            numbers.add(number);
        }
    }

    private Digits digits() {
        return Arrays.stream(Digits.values())
                .filter(digits -> isSame(json.path("normalizer"), normalizer(digits))
                        && isSameCutting(json.path("pre_tokenizer"), cutting(digits)))
                .findFirst()
                .orElseThrow(() -> refused("normalizer was " + json.path("normalizer") + " and pre_tokenizer "
                        + json.path("pre_tokenizer")));
    }

    /** Offsets into the text do not change the tokens. */
    private static boolean isSameCutting(JsonNode one, JsonNode other) {
        JsonNode left = one.deepCopy();
        JsonNode right = other.deepCopy();
        for (JsonNode cutting : List.of(left, right)) {
            if (cutting instanceof ObjectNode object && !object.has("pretokenizers")) {
                object.remove("trim_offsets");
            }
        }
        return left.equals(right);
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return one.equals(other) || ((one.isMissingNode() || one.isNull()) && other.isNull());
    }

    private static JsonNode normalizer(Digits digits) {
        if (digits != Digits.SHAPE) {
            return MAPPER.nullNode();
        }
        ObjectNode zeros = MAPPER.createObjectNode().put("type", "Replace");
        zeros.putObject("pattern").put("Regex", "\\p{Nd}");
        return zeros.put("content", "0");
    }

    private static JsonNode cutting(Digits digits) {
        if (digits.isForeign()) {
            return byteLevel(digits == Digits.GROUPED_AFTER_BLANK, true);
        }
        ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        ObjectNode split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", pattern(digits));
        split.put("behavior", "Isolated").put("invert", false);
        steps.add(byteLevel(false, false));
        return sequence;
    }

    /** The same pattern where blanks are those of Unicode. */
    private static String pattern(Digits digits) {
        return digits.pieces()
                .pattern()
                .replace("[^\\s", "[^" + BLANKS)
                .replace("\\S", "[^" + BLANKS + "]")
                .replace("\\s", "[" + BLANKS + "]");
    }

    private static ObjectNode byteLevel(boolean blankFirst, boolean cuts) {
        return MAPPER.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", blankFirst)
                .put("trim_offsets", true)
                .put("use_regex", cuts);
    }

    private IllegalArgumentException refused(String what) {
        return new IllegalArgumentException(source + ": " + what
                + "; of Unigram only byte-level models can be read: pre_tokenizer ByteLevel with use_regex, no normalizer, no"
                + " byte_fallback");
    }
}
