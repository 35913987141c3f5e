package io.perennial.encoders.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.checkpoint.HuggingFaceTokenizerJson.Imported;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file was trained by version 0.23.3 of the tokenizers library, which also gave the expected numbers. */
class HuggingFaceTokenizerJsonTest {
    @TempDir
    Path directory;

    private Path file;
    private String json;

    @BeforeEach
    void copyFile() throws IOException {
        try (var stream = HuggingFaceTokenizerJsonTest.class.getResourceAsStream("/tokenizers/byte-level-bpe.json")) {
            json = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        }
        file = directory.resolve("tokenizer.json");
        Files.writeString(file, json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The brokers' record 2026 | 272 271 83 7 270 68 296 22",
                "don't  stop\\n\\n é漢🙂 | 288 78 283 221 221 83 84 79 80 199 199 221 128 103 163 121 96 173 254 248 225"
            })
    void textsHaveTheNumbersThatTheLibraryGivesThem(String text, String numbers) throws IOException {
        assertThat(numbers(HuggingFaceTokenizerJson.read(file), text.replace("\\n", "\n")))
                .isEqualTo(numbers);
    }

    @Test
    void longPieceIsNotCut() throws IOException {
        assertThat(numbers(HuggingFaceTokenizerJson.read(file), "reads".repeat(20)))
                .isEqualTo("257 273 ".repeat(20).strip());
    }

    @Test
    void importedTokenizerTravelsLikeOneOfOurs() throws IOException {
        // given
        Imported imported = HuggingFaceTokenizerJson.read(file);
        String text = "The broker reads again, doesn't it?";

        // when
        var read = TokenizerJson.read(TokenizerJson.write(imported.tokenizer()));

        // then
        assertThat(read.encode(text)).isEqualTo(imported.tokenizer().encode(text));
        assertThat(read.decode(read.encode(text))).isEqualTo(text);
    }

    @Test
    void mergesThatSpellTheSameShareAToken() throws IOException {
        // given
        String merges = json.substring(json.indexOf("\"merges\":"));
        rewrite(merges, "\"merges\":[[\"z\",\"y\"],[\"zy\",\"x\"],[\"y\",\"x\"],[\"z\",\"yx\"],[\"zyx\",\"w\"]]}}");
        rewrite("\"vocab\":{", "\"vocab\":{\"zy\":1001,\"zyx\":1002,\"yx\":1003,\"zyxw\":1004,");

        // when
        Imported imported = HuggingFaceTokenizerJson.read(file);

        // then
        assertThat(imported.tokenizer().vocabulary()).isEqualTo(2 + 256 + 4);
        assertThat(numbers(imported, "zyxw")).isEqualTo("1004");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"type\":\"BPE\" | \"type\":\"WordPiece\" | model.type was 'WordPiece'",
                "\"normalizer\":null | \"normalizer\":{\"type\":\"NFC\"} | normalizer was 'NFC'",
                "\"type\":\"ByteLevel\" | \"type\":\"Whitespace\" | pre_tokenizer.type was 'Whitespace'",
                "\"use_regex\":true | \"use_regex\":false | pre_tokenizer.use_regex was 'false'",
                "\"!\":1, | '' | model.vocab has no !",
                "\"merges\":[ | \"merges\":[[\"xyz\",\"a\"], | merge 0 was"
            })
    void otherKindsOfTokenizersAreRefusedInOneLine(String found, String instead, String message) throws IOException {
        // given
        rewrite(found, instead);

        // then
        assertThatThrownBy(() -> HuggingFaceTokenizerJson.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "no json"})
    void whatIsNoJsonIsRefused(String content) throws IOException {
        // given
        Files.writeString(file, content);

        // then
        assertThatThrownBy(() -> HuggingFaceTokenizerJson.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no JSON");
    }

    private void rewrite(String found, String instead) throws IOException {
        assertThat(json).contains(found);
        json = json.replace(found, instead);
        Files.writeString(file, json);
    }

    private static String numbers(Imported imported, String text) {
        return String.join(
                " ",
                Arrays.stream(imported.tokenizer().encode(text))
                        .mapToObj(token -> imported.numbers().get(token).toString())
                        .toList());
    }
}
