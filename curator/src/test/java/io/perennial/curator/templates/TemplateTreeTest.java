package io.perennial.curator.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.templates.TemplateMatch.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TemplateTreeTest {
    private static final TreeShape USUAL = new TreeShape(4, 0.5, 100, 1000);
    private static final long SEED = 20_261_121L;

    @Test
    void aWordThatVariesBecomesAWildcardAndMakesANewVersion() {
        // given
        TemplateTree tree = new TemplateTree(USUAL, List.of());

        // when
        TemplateMatch first = tree.match("session of alice opened", 0);
        TemplateMatch second = tree.match("session of bob opened", 1);
        TemplateMatch third = tree.match("session of carol opened", 2);

        // then
        assertThat(first.change()).isEqualTo(Change.CREATED);
        assertThat(second)
                .isEqualTo(new TemplateMatch(
                        0,
                        2,
                        Change.WIDENED,
                        new StoredTemplate(0, 2, 0, "session", "session of <*> opened"),
                        TemplateMatch.NONE));
        assertThat(third).isEqualTo(new TemplateMatch(0, 2, Change.NONE, null, TemplateMatch.NONE));
    }

    @Test
    void linesWithTooFewEqualWordsAreApart() {
        // given
        TemplateTree tree = new TemplateTree(USUAL, List.of());
        tree.match("send a b c", 0);

        // when
        TemplateMatch half = tree.match("send a x y", 1);
        TemplateMatch quarter = tree.match("send q r s", 2);

        // then
        assertThat(half.number()).isZero();
        assertThat(quarter.number()).isEqualTo(1);
    }

    @Test
    void linesOfAnotherLengthOrFirstWordAreNeverCompared() {
        // given
        TemplateTree tree = new TemplateTree(USUAL, List.of());
        tree.match("open the file now", 0);

        // then
        assertThat(tree.match("open the file", 1).number()).isEqualTo(1);
        assertThat(tree.match("close the file now", 2).number()).isEqualTo(2);
    }

    @Test
    void wordsWithADigitLeadToOneChild() {
        // given
        TemplateTree tree = new TemplateTree(USUAL, List.of());

        // when
        tree.match("node7 is up now", 0);
        TemplateMatch second = tree.match("node8 is up now", 1);

        // then
        assertThat(second.number()).isZero();
        assertThat(Objects.requireNonNull(second.store()).text()).isEqualTo("<*> is up now");
        assertThat(Objects.requireNonNull(second.store()).path()).isEqualTo("<*>");
    }

    @Test
    void wordsBeyondTheRoomOfANodeShareOneChild() {
        // given
        TemplateTree tree = new TemplateTree(new TreeShape(4, 0.5, 3, 1000), List.of());
        tree.match("red is the colour", 0);
        tree.match("green is the colour", 1);

        // when
        TemplateMatch third = tree.match("blue is the colour", 2);
        TemplateMatch fourth = tree.match("black is the colour", 3);

        // then
        assertThat(Objects.requireNonNull(third.store()).path()).isEqualTo("<*>");
        assertThat(fourth.number()).isEqualTo(third.number());
    }

    @Test
    void ofEquallySimilarTemplatesTheOneWithMoreWildcardsTakesTheLine() {
        // given
        TemplateTree tree = new TemplateTree(new TreeShape(3, 0.6, 100, 1000), List.of());
        tree.match("a b c d e", 0);
        tree.match("a b c p q", 1);
        tree.match("v b c d e", 2);
        long wide = tree.match("a b c x y", 3).number();

        // when
        TemplateMatch tie = tree.match("a b c d z", 4);

        // then
        assertThat(tie.number()).isEqualTo(wide);
    }

    @Test
    void aLineThatEqualsATemplateBelongsToItHoweverFewItsFixedWords() {
        // given
        TemplateTree tree = new TemplateTree(USUAL, List.of(new LineMask("<*>", "\\d+")));
        tree.match("10 20 30 40", 0);

        // when
        TemplateMatch again = tree.match("11 21 31 41", 1);

        // then
        assertThat(again.number()).isZero();
        assertThat(again.change()).isEqualTo(Change.NONE);
    }

    @Test
    void onlyTheFirstLineOfARecordCounts() {
        // given
        TemplateTree tree = new TemplateTree(USUAL, List.of());
        tree.match("task failed: timeout\n  at step one", 0);

        // then
        assertThat(tree.match("task failed: timeout\n  at quite another place", 1)
                        .change())
                .isEqualTo(Change.NONE);
    }

    @Test
    void theTemplateThatWasUnusedForLongestMakesRoom() {
        // given
        TemplateTree tree = new TemplateTree(new TreeShape(4, 0.5, 100, 2), List.of());
        tree.match("one alone", 0);
        tree.match("two alone", 1);
        tree.match("one alone", TemplateTree.USE_INTERVAL);

        // when
        TemplateMatch third = tree.match("three alone", TemplateTree.USE_INTERVAL + 1);

        // then
        assertThat(third.forgotten()).isEqualTo(1);
        assertThat(tree.size()).isEqualTo(2);
        assertThat(tree.match("two alone", TemplateTree.USE_INTERVAL + 2).number())
                .isEqualTo(3);
    }

    @Test
    void aTreeRestoredAtAnyMomentGoesOnLikeTheOther() {
        // given
        TreeShape small = new TreeShape(5, 0.4, 4, 20);
        List<LineMask> masks = List.of(new LineMask("<NUMBER>", "\\b\\d+\\b"));
        TemplateTree tree = new TemplateTree(small, masks);
        TemplateTree restored = tree;
        Map<Long, StoredTemplate> stored = new TreeMap<>();
        Random random = new Random(SEED);

        for (int position = 0; position < 20_000; position += 1 + random.nextInt(3)) {
            String line = randomLine(random);

            // when
            TemplateMatch expected = tree.match(line, position);
            if (random.nextInt(20) == 0) {
                restored = new TemplateTree(small, masks);
                restored.restore(
                        restorable(stored),
                        expected.change() == Change.CREATED ? expected.number() : tree.nextNumber());
            }
            TemplateMatch actual = restored == tree ? expected : restored.match(line, position);

            // then
            assertThat(actual).isEqualTo(expected);
            stored.remove(expected.forgotten());
            if (expected.store() != null) {
                stored.put(expected.number(), expected.store());
            }
        }
        assertThat(stored).hasSize(20);
    }

    /** Through the bytes of the store. */
    private static List<StoredTemplate> restorable(Map<Long, StoredTemplate> stored) {
        List<StoredTemplate> read = new ArrayList<>();
        stored.values().forEach(one -> read.add(StoredTemplate.fromBytes(one.toBytes())));
        return read;
    }

    private static String randomLine(Random random) {
        StringBuilder line = new StringBuilder();
        for (int words = random.nextInt(6); words >= 0; words--) {
            int word = random.nextInt(14);
            line.append(word < 2 ? "n" + word : word < 4 ? Integer.toString(word) : Character.toString('a' + word))
                    .append(' ');
        }
        return line.toString();
    }

    @Test
    void aStoreOfAnotherFormatIsRefused() {
        byte[] bytes = new StoredTemplate(1, 1, 1, "", "a").toBytes();
        bytes[0] = 9;
        assertThatThrownBy(() -> StoredTemplate.fromBytes(bytes)).hasMessageContaining("format 9");
    }

    @Test
    void aWrongShapeSaysWhatIsAllowed() {
        assertThatThrownBy(() -> new TreeShape(2, 0.5, 100, 10))
                .hasMessageContaining("depth must be from 3 to 16, was 2");
        assertThatThrownBy(() -> new TreeShape(4, 0, 100, 10)).hasMessageContaining("similarity must be above 0");
    }
}
