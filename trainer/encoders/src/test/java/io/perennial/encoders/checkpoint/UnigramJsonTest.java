package io.perennial.encoders.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.checkpoint.HuggingFaceTokenizerJson.Imported;
import io.perennial.encoders.tokens.Digits;
import io.perennial.encoders.tokens.UnigramTokenizer;
import io.perennial.encoders.tokens.UnigramTraining;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UnigramJsonTest {
    private static final List<String> TEXTS = Collections.nCopies(
            9, "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; logname= uid=0");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Digits.class)
    void tokenizerIsTheSameAfterItsJourney(Digits digits) throws IOException {
        // given
        UnigramTokenizer tokenizer = UnigramTraining.train(TEXTS, digits, 280);

        // when
        var read = TokenizerJson.read(TokenizerJson.write(tokenizer));

        // then
        assertThat(read.digits()).isEqualTo(digits);
        assertThat(read.vocabulary()).isEqualTo(tokenizer.vocabulary());
        for (String text : List.of(TEXTS.get(0), "other text é 12")) {
            assertThat(read.encode(text)).isEqualTo(tokenizer.encode(text));
        }
        assertThat(TokenizerJson.write(read)).isEqualTo(TokenizerJson.write(tokenizer));
    }

    @Test
    void numbersOfAnotherFileAreKept() throws IOException {
        // given
        String json = written();
        int unknown = json.indexOf("[[\"<pad>\"") + 1;
        Path file = directory.resolve("tokenizer.json");
        Files.writeString(file, json.substring(0, unknown) + "[\"<unk>\",0.0]," + json.substring(unknown));

        // when
        Imported imported = HuggingFaceTokenizerJson.read(file);

        // then
        assertThat(imported.numbers().subList(0, 4)).containsExactly(1, 2, 3, 4);
        assertThat(imported.numbers()).hasSize(imported.tokenizer().vocabulary());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"use_regex\":true},\"post | \"use_regex\":false},\"post | pre_tokenizer {\"type\":\"ByteLevel\"",
                "\"normalizer\":null | \"normalizer\":{\"type\":\"Precompiled\"} | normalizer was {\"type\":\"Precompiled\"}",
                "\"byte_fallback\":false | \"byte_fallback\":true | byte_fallback true",
                "[\"A\", | [\"AAAA\", | must hold all 256 bytes"
            })
    void otherKindsAreRefused(String part, String other, String message) throws IOException {
        // given
        String json = written();
        assertThat(json).contains(part);

        // then
        assertThatThrownBy(() -> TokenizerJson.read(json.replace(part, other).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static String written() throws IOException {
        return new String(
                TokenizerJson.write(UnigramTraining.train(TEXTS, Digits.GROUPED, 280)), StandardCharsets.UTF_8);
    }
}
