package io.perennial.encoders.network;

/**
 * Shape of a network over pictures with captions.
 *
 * @param picture the tower of pictures, which is what embeds
 * @param text the tower of captions
 * @param width width of the space that both are projected to
 * @param pairs pairs of a step
 * @param beta2 decay of Adam's second moment
 */
public record PairShape(ImageShape picture, TextShape text, int width, int pairs, double beta2) {
    public PairShape {
        if (pairs < 2) {
            throw new IllegalArgumentException("a picture is found among those of at least 2 pairs, were " + pairs);
        }
    }

    /** The tower of pictures with its projection. */
    ViewShape pictures() {
        return new ViewShape(picture, PerceptronShape.plain(picture.width(), width), pairs, beta2);
    }

    /** The projection of captions. */
    PerceptronShape captions() {
        return PerceptronShape.plain(text.width(), width);
    }
}
