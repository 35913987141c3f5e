package io.perennial.encoders;

import java.util.Arrays;
import java.util.List;

/** What a model learns from samples without labels. */
public enum Objective {
    /** Predict hidden tokens of text or logs (Devlin et al., 2019). */
    MASKED_LANGUAGE("masked-language", Input.TEXT),
    /** Predict hidden patches of pictures (He et al., 2022). */
    MASKED_AUTOENCODER("masked-autoencoder", Input.PICTURES),
    /** Find the other view of a picture among the views of the batch (Chen et al., 2020). */
    SIMCLR("simclr", Input.PICTURES);

    /** What an objective reads. */
    public enum Input {
        /** Text or log lines. */
        TEXT,
        /** Encoded pictures. */
        PICTURES
    }

    private final String label;
    private final Input input;

    Objective(String label, Input input) {
        this.label = label;
        this.input = input;
    }

    /** The name in configuration files. */
    public String label() {
        return label;
    }

    public Input input() {
        return input;
    }

    static List<Objective> reading(Input input) {
        return Arrays.stream(values())
                .filter(objective -> objective.input == input)
                .toList();
    }

    /** The objectives that compare random views of pictures. */
    static List<Objective> comparingViews() {
        return List.of(SIMCLR);
    }
}
