package io.perennial.encoders.images;

import io.perennial.encoders.random.CounterRandom;

/** A change of a picture that has to be recognised. */
public interface Puzzle {
    /** Changed pictures made of each picture. */
    int variants();

    /** Changes to tell apart. */
    int classes();

    /** Pixels of a side of a changed picture. */
    int side();

    /**
     * Makes one changed picture and returns its class.
     *
     * @param pixels the picture (side, side, 3); not changed
     * @param variant below {@link #variants()}
     * @param changed result, (side, side, 3) of {@link #side()}
     */
    int draw(float[] pixels, int variant, CounterRandom random, float[] changed);
}
