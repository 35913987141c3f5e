package io.perennial.encoders.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrownTokenizerTest {
    private static final List<String> KNOWN = lines(1, "broker", "accepted", "record", "topic", "replied");
    private static final List<String> NEW = lines(2, "kernel", "segfault", "journal", "throttled", "record");
    private static final int VOCABULARY = 290;

    @Test
    void everyTokenKeepsItsIdAndItsSpelling() {
        // given
        BytePairTokenizer before = known();

        // when
        BytePairTokenizer after = BytePairTraining.grown(before, NEW, 0.3, 400);

        // then
        assertThat(after.vocabulary()).isGreaterThan(before.vocabulary());
        assertThat(after.merges()).startsWith(before.merges().toArray(BytePairTokenizer.Merge[]::new));
        for (int token = 0; token < before.vocabulary(); token++) {
            assertThat(after.spelling(token)).isEqualTo(before.spelling(token));
        }
    }

    @Test
    void newTokensStandForOldOnesAndLeaveTheOthersAsTheyWere() {
        // given
        BytePairTokenizer before = known();
        BytePairTokenizer after = BytePairTraining.grown(before, NEW, 0.3, 400);

        for (String text : lines(3, "kernel", "broker", "topics", "journalled", "x".repeat(100), "größer")) {
            // when each new token is taken apart
            int[] apart = Arrays.stream(after.encode(text))
                    .flatMap(token -> parts(token, before, after))
                    .toArray();

            // then
            assertThat(apart).isEqualTo(before.encode(text));
        }
    }

    @Test
    void growsUntilTheTextsAreCutWellAndNoFurther() {
        // given
        double bound = 0.35;
        BytePairTokenizer before = known();

        // when
        BytePairTokenizer after = BytePairTraining.grown(before, NEW, bound, 1000);

        // then
        BytePairTokenizer oneLess = new BytePairTokenizer(
                Digits.SINGLE, after.merges().subList(0, after.merges().size() - 1));
        assertThat(tokensPerByte(before)).isGreaterThan(bound);
        assertThat(tokensPerByte(after)).isLessThanOrEqualTo(bound);
        assertThat(tokensPerByte(oneLess)).isGreaterThan(bound);
    }

    @Test
    void doesNotGrowOverTextsThatItCutsWell() {
        // given
        BytePairTokenizer before = known();

        // then
        assertThat(BytePairTraining.grown(before, KNOWN, 0.99, 1000)).isSameAs(before);
    }

    @Test
    void doesNotGrowBeyondItsLimit() {
        // given
        BytePairTokenizer before = known();

        // then
        assertThat(BytePairTraining.grown(before, NEW, 0.01, VOCABULARY + 3).vocabulary())
                .isEqualTo(VOCABULARY + 3);
        assertThat(BytePairTraining.grown(before, NEW, 0.01, VOCABULARY)).isSameAs(before);
    }

    @Test
    void doesNotGrowWhereNothingRepeats() {
        // given
        BytePairTokenizer before = known();

        // then
        assertThat(BytePairTraining.grown(before, List.of("zyxw"), 0.01, 1000)).isSameAs(before);
    }

    @Test
    void equalTextsInAnotherOrderGrowItByTheSameTokens() {
        // given
        List<String> reversed = IntStream.range(0, NEW.size())
                .mapToObj(i -> NEW.get(NEW.size() - 1 - i))
                .toList();

        // then
        assertThat(BytePairTraining.grown(known(), reversed, 0.3, 400).merges())
                .isEqualTo(BytePairTraining.grown(known(), NEW, 0.3, 400).merges());
    }

    @Test
    void tokenizersOfOthersAreRefused() {
        // given
        BytePairTokenizer others = new BytePairTokenizer(Digits.GROUPED, List.of());

        // then
        assertThatThrownBy(() -> BytePairTraining.grown(others, NEW, 0.3, 400))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static IntStream parts(int token, BytePairTokenizer before, BytePairTokenizer after) {
        if (token < before.vocabulary()) {
            return IntStream.of(token);
        }
        BytePairTokenizer.Merge merge = after.merges().get(token - BytePairTokenizer.FIRST_MERGE);
        return IntStream.concat(parts(merge.left(), before, after), parts(merge.right(), before, after));
    }

    private static double tokensPerByte(BytePairTokenizer tokenizer) {
        double tokens = 0;
        double bytes = 0;
        for (String text : NEW) {
            tokens += tokenizer.encode(text).length;
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
        return tokens / bytes;
    }

    private static BytePairTokenizer known() {
        BytePairTokenizer tokenizer = BytePairTraining.train(KNOWN, Digits.SINGLE, VOCABULARY);
        assertThat(tokenizer.vocabulary()).isEqualTo(VOCABULARY);
        return tokenizer;
    }

    private static List<String> lines(long seed, String... words) {
        Random random = new Random(seed);
        return IntStream.range(0, 40)
                .mapToObj(line -> words[random.nextInt(words.length)] + " " + words[random.nextInt(words.length)] + " "
                        + random.nextInt(100) + " " + words[random.nextInt(words.length)])
                .toList();
    }
}
