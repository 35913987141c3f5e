package io.perennial.curator.decontamination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordGramsTest {
    @Test
    void spacingPunctuationCaseAccentsAndFiguresDoNotHideAnOverlap() {
        // given
        List<Long> plain = grams("the cafe has 12 tables and 7 chairs", 3);

        // when
        List<Long> disguised = grams("The café:  has 4711\ntables -- and 9 CHAIRS!", 3);

        // then
        assertThat(disguised).isEqualTo(plain).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void theOrderOfWordsMatters() {
        // when
        List<Long> forth = grams("one two three", 3);
        List<Long> back = grams("three two one", 3);

        // then
        assertThat(forth).isNotEqualTo(back);
    }

    @Test
    void aRunHasTheSameHashWhereverItStands() {
        // given
        List<Long> alone = grams("four five six", 3);

        // when
        List<Long> inside = grams("one two three four five six seven", 3);

        // then
        assertThat(inside).hasSize(5);
        assertThat(inside.get(3)).isEqualTo(alone.get(0));
    }

    @Test
    void fewerWordsThanTheRunHaveNoHash() {
        // when
        List<Long> grams = grams("only three words", 4);

        // then
        assertThat(grams).isEmpty();
    }

    private static List<Long> grams(String text, int n) {
        List<Long> grams = new ArrayList<>();
        WordGrams.anyMatch(text, n, gram -> {
            grams.add(gram);
            return false;
        });
        return grams;
    }
}
