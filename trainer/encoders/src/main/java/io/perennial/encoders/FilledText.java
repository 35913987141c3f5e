package io.perennial.encoders;

import java.util.List;

/**
 * A text with hidden tokens, and what a masked language model puts there.
 *
 * @param pieces the text from its beginning
 */
public record FilledText(List<Piece> pieces) {
    public FilledText {
        pieces = List.copyOf(pieces);
    }

    /**
     * A readable stretch of the text, or one hidden token.
     *
     * @param text what stands there
     * @param guesses the most probable tokens, the most probable first; empty where the text was readable
     */
    public record Piece(String text, List<Guess> guesses) {
        public Piece {
            guesses = List.copyOf(guesses);
        }

        public boolean isHidden() {
            return !guesses.isEmpty();
        }
    }

    /**
     * What the model would put at a hidden place.
     *
     * @param text of the token
     * @param probability from 0 to 1
     * @param right whether it is the token that stands there
     */
    public record Guess(String text, double probability, boolean right) {}
}
