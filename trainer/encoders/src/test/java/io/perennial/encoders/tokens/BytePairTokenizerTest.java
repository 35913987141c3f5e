package io.perennial.encoders.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.tokens.BytePairTokenizer.Merge;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytePairTokenizerTest {
    private static final List<String> TEXTS = List.of(
            "The broker accepted the record and the broker replied.",
            "A record is accepted when the broker has written the record.",
            "Größe und Maß: 3,14 € – naïve café, 日本語の文章。");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "the broker",
                "  two  spaces\n\ttab ",
                "unseen wörds 日本 🙂 \u0000",
                "a\r\nb",
                "1234567890"
            })
    void everyTextSurvivesTheRoundTrip(String text) {
        // given
        BytePairTokenizer tokenizer = BytePairTraining.train(TEXTS, Digits.SINGLE, 300);

        // when
        String decoded = tokenizer.decode(tokenizer.encode(text));

        // then
        assertThat(decoded).isEqualTo(text);
    }

    @Test
    void randomTextsSurviveTheRoundTrip() {
        // given
        BytePairTokenizer tokenizer = BytePairTraining.train(TEXTS, Digits.SINGLE, 300);
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            String text = random.ints(random.nextInt(150), 1, 0xD7FF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();

            // when
            String decoded = tokenizer.decode(tokenizer.encode(text));

            // then
            assertThat(decoded).isEqualTo(text);
        }
    }

    @Test
    void frequentWordsBecomeOneToken() {
        // given
        BytePairTokenizer tokenizer = BytePairTraining.train(TEXTS, Digits.SINGLE, 330);

        // when
        int[] tokens = tokenizer.encode(" broker");

        // then
        assertThat(tokens).hasSize(1);
        assertThat(tokens[0]).isGreaterThanOrEqualTo(BytePairTokenizer.FIRST_MERGE);
    }

    @Test
    void theSameTextsGiveTheSameMerges() {
        // when
        BytePairTokenizer first = BytePairTraining.train(TEXTS, Digits.SINGLE, 320);
        BytePairTokenizer second = BytePairTraining.train(TEXTS, Digits.SINGLE, 320);

        // then
        assertThat(first.merges()).isEqualTo(second.merges());
    }

    @Test
    void mergesAreThoseOfARecountAfterEveryMerge() {
        // given
        List<String> texts = List.of("abab abab ab", "ba ab abc abcabc", "aaaa aaa aa");

        // when
        BytePairTokenizer tokenizer = BytePairTraining.train(texts, Digits.SINGLE, 270);

        // then
        assertThat(tokenizer.merges())
                .isEqualTo(NaiveMerges.of(texts, tokenizer.merges().size()));
        assertThat(tokenizer.merges()).isNotEmpty();
    }

    @Test
    void timeStampsOfOneFormatHaveOneShape() {
        // given
        BytePairTokenizer tokenizer = BytePairTraining.train(TEXTS, Digits.SHAPE, 300);

        // when
        int[] morning = tokenizer.encode("2015-07-29 17:41:44 started");
        int[] evening = tokenizer.encode("2026-11-20 09:00:01 started");

        // then
        assertThat(morning).isEqualTo(evening);
    }

    @Test
    void vocabularyStaysSmallWhereNothingRepeats() {
        // when
        BytePairTokenizer tokenizer = BytePairTraining.train(List.of("q"), Digits.SINGLE, 5000);

        // then
        assertThat(tokenizer.vocabulary()).isEqualTo(BytePairTokenizer.FIRST_MERGE);
    }

    @Test
    void mergeOfATokenThatDoesNotExistYetIsRefused() {
        // given
        List<Merge> merges = List.of(new Merge(70, 400));

        // then
        assertThatThrownBy(() -> new BytePairTokenizer(Digits.SINGLE, merges))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("400")
                .hasMessageContaining("earlier tokens");
    }
}
