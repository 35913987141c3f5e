package io.perennial.encoders.network;

import java.util.List;

/**
 * Shape of a projection or prediction head: linear layers with a rectifier between them.
 *
 * @param widths width of the input, then of each layer
 * @param hiddenNormalised whether hidden layers are batch normalised, with gain and bias
 * @param outputNormalised whether the output is batch normalised, without gain and bias
 */
public record PerceptronShape(List<Integer> widths, boolean hiddenNormalised, boolean outputNormalised) {
    public PerceptronShape {
        widths = List.copyOf(widths);
        if (widths.size() < 2) {
            throw new IllegalArgumentException("a head needs an input and a layer, was " + widths);
        }
    }

    /** Without any normalisation. */
    public static PerceptronShape plain(Integer... widths) {
        return new PerceptronShape(List.of(widths), false, false);
    }

    int layers() {
        return widths.size() - 1;
    }

    int outputWidth() {
        return widths.get(layers());
    }

    boolean isHidden(int layer) {
        return layer < layers() - 1;
    }

    boolean isNormalised(int layer) {
        return isHidden(layer) ? hiddenNormalised : outputNormalised;
    }
}
