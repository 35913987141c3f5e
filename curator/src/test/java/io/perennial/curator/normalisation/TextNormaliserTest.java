package io.perennial.curator.normalisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.perennial.curator.normalisation.TextNormaliser.Layout;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextNormaliserTest {
    @Test
    void proseKeepsParagraphsAndLosesColumns() {
        // given
        String text = "\uFEFF  One\u00A0 line \r\n\r\n\r\n\r\n  two\t three\u0000 \r";

        // when
        String normal = new TextNormaliser(Layout.PROSE).normalise(text);

        // then
        assertThat(normal).isEqualTo("One line\n\ntwo three");
    }

    @Test
    void linesKeepColumnsAndLoseColoursAndEmptyLines() {
        // given
        String text = "\u001B[31mERROR\u001B[0m   disk\tfull  \n\n\n    at Disk.write\n";

        // when
        String normal = new TextNormaliser(Layout.LINES).normalise(text);

        // then
        assertThat(normal).isEqualTo("ERROR   disk\tfull\n    at Disk.write");
    }

    @Test
    void composedAndDecomposedLettersAreTheSame() {
        // given
        TextNormaliser normaliser = new TextNormaliser(Layout.PROSE);

        // when
        String normal = normaliser.normalise("Zu\u0308rich");

        // then
        assertThat(normal).isEqualTo(normaliser.normalise("Z\u00FCrich"));
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void normalisingTwiceChangesNothing(Layout layout) {
        // given
        TextNormaliser normaliser = new TextNormaliser(layout);
        String alphabet = "ab \t\n\r\u00A0\u2028\u0308e\u001B[1m\u0000\uFEFF\u0085.";
        Random random = new Random(4);

        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            // when
            String once = normaliser.normalise(text.toString());

            // then
            assertThat(normaliser.normalise(once)).isEqualTo(once);
        }
    }

    @Test
    void moreMarksThanAnyLanguageNeedsArePartedByJoiners() {
        // given
        TextNormaliser normaliser = new TextNormaliser(Layout.PROSE);
        String many = "x" + "\u0302".repeat(TextNormaliser.MOST_MARKS);

        // when / then
        assertThat(normaliser.normalise(many)).isEqualTo(many);
        assertThat(normaliser.normalise(many + "\u0302\u0323")).isEqualTo(many + "\u034F\u0323\u0302");
    }

    @Test
    void normalisingRunsOfMarksTwiceChangesNothing() {
        // given: letters and marks that are taken apart among them
        TextNormaliser normaliser = new TextNormaliser(Layout.LINES);
        int[] alphabet = {'a', 0x0958, 0x0344, 0x0301, 0x0323, 0x0F73, 0x034F, 0x1D165, 0x1D15E};
        Random random = new Random(5);

        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            int variety = 2 + random.nextInt(alphabet.length - 1);
            for (int i = random.nextInt(120); i > 0; i--) {
                text.appendCodePoint(alphabet[random.nextInt(4) > 0 ? 2 + random.nextInt(3) : random.nextInt(variety)]);
            }

            // when
            String once = normaliser.normalise(text.toString());

            // then
            assertThat(normaliser.normalise(once)).isEqualTo(once);
        }
    }

    @Test
    void marksInTheWrongOrderTakeLinearTime() {
        // given
        String hostile = "a" + "\u0301".repeat(100_000) + "\u0323".repeat(100_000);

        // when / then
        assertTimeout(Duration.ofSeconds(5), () -> new TextNormaliser(Layout.PROSE).normalise(hostile));
    }
}
