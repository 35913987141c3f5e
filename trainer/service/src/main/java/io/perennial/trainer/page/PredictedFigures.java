package io.perennial.trainer.page;

import io.perennial.encoders.FilledText;
import io.perennial.encoders.Reconstruction;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What the model puts where something is hidden: patches of pictures, tokens of texts. */
final class PredictedFigures {
    private PredictedFigures() {}

    /** Nothing where there are none. */
    static String reconstructions(List<Reconstruction> reconstructions) {
        if (reconstructions.isEmpty()) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        for (Reconstruction each : reconstructions) {
            rows.append("<tr><td>")
                    .append(picture("the picture", each.original()))
                    .append("</td><td>")
                    .append(picture("what the model sees", each.visible()))
                    .append("</td><td>")
                    .append(picture("its reconstruction", each.reconstructed()))
                    .append("</td><td class=\"n\">")
                    .append(Html.number(each.error()))
                    .append("</td></tr>");
        }
        return "<h2>Reconstructions</h2><section><table class=\"patches\"><tr><th>picture</th><th>what the model sees</th>"
                + "<th>its reconstruction</th><th>squared error</th></tr>" + rows
                + "</table><p class=\"quiet\">Hidden patches are grey. The model predicts normalised pixels: each predicted patch is"
                + " shown with the mean and the contrast of the true one, and the error is that of the loss, where predicting"
                + " the mean has 1.</p></section>";
    }

    /** Nothing where there are none. */
    static String filled(List<FilledText> texts) {
        if (texts.isEmpty()) {
            return "";
        }
        StringBuilder list = new StringBuilder("<h2>Filled masks</h2><section>");
        for (FilledText text : texts) {
            list.append("<div class=\"fill\">");
            text.pieces().forEach(piece -> list.append(piece.isHidden() ? gap(piece) : Html.text(piece.text())));
            list.append("</div>");
        }
        return list.append(
                        "<p class=\"quiet\">Every marked token was hidden; under it the three tokens that the model finds most"
                                + " probable. Green: it is the first of them, yellow: among them, red: not.</p></section>")
                .toString();
    }

    private static String gap(FilledText.Piece piece) {
        StringBuilder gap = new StringBuilder("<span class=\"gap" + verdict(piece) + "\">" + visible(piece.text()));
        for (FilledText.Guess guess : piece.guesses()) {
            gap.append(guess.right() ? "<i class=\"right\">" : "<i>")
                    .append(visible(guess.text()))
                    .append(String.format(Locale.ROOT, " %.0f %%</i>", 100 * guess.probability()));
        }
        return gap.append("</span>").toString();
    }

    private static String verdict(FilledText.Piece piece) {
        if (piece.guesses().get(0).right()) {
            return " right";
        }
        return piece.guesses().stream().anyMatch(FilledText.Guess::right) ? " among" : "";
    }

    /** Blanks are part of tokens and would not be seen. */
    private static String visible(String token) {
        return Html.text(
                token.replace(' ', '·').replace('\n', '↵').replace('\t', '→').replace('\r', '↵'));
    }

    private static String picture(String title, byte[] png) {
        return "<img alt=\"" + title + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png) + "\">";
    }
}
