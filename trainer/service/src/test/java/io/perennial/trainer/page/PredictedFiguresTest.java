package io.perennial.trainer.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.FilledText;
import io.perennial.encoders.FilledText.Guess;
import io.perennial.encoders.FilledText.Piece;
import io.perennial.encoders.Reconstruction;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictedFiguresTest {
    @Test
    void pictureStandsBesideWhatTheModelSeesAndMakesOfIt() {
        // given
        Reconstruction reconstruction = new Reconstruction(new byte[] {0}, new byte[] {4}, new byte[] {8}, 0.25);

        // when
        String html = PredictedFigures.reconstructions(List.of(reconstruction));

        // then
        assertThat(html)
                .containsSubsequence("base64,AA==", "base64,BA==", "base64,CA==", ">0.250<")
                .contains("alt=\"its reconstruction\"");
    }

    @Test
    void hiddenTokenStandsOverItsGuesses() {
        // given
        FilledText text = new FilledText(List.of(
                new Piece("a <b>", List.of()),
                new Piece(
                        " disk",
                        List.of(
                                new Guess(" disk", 0.614, true),
                                new Guess("\n", 0.2, false),
                                new Guess("&", 0.1, false)))));

        // when
        String html = PredictedFigures.filled(List.of(text));

        // then
        assertThat(html)
                .contains("a &lt;b&gt;<span class=\"gap right\">·disk<i class=\"right\">·disk 61 %</i><i>↵ 20 %</i>"
                        + "<i>&amp; 10 %</i></span>");
    }

    @Test
    void colourTellsHowNearTheGuessesWere() {
        assertThat(PredictedFigures.filled(List.of(filled(false, true)))).contains("class=\"gap among\"");
        assertThat(PredictedFigures.filled(List.of(filled(false, false)))).contains("class=\"gap\"");
    }

    @Test
    void nothingToShowMakesNoHeading() {
        assertThat(PredictedFigures.reconstructions(List.of())).isEmpty();
        assertThat(PredictedFigures.filled(List.of())).isEmpty();
    }

    private static FilledText filled(boolean first, boolean second) {
        return new FilledText(
                List.of(new Piece("x", List.of(new Guess("y", 0.5, first), new Guess("x", 0.4, second)))));
    }
}
