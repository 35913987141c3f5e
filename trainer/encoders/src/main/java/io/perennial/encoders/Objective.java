package io.perennial.encoders;

/** What a model learns from samples without labels. */
public enum Objective {
    /** Predict hidden tokens of text or logs (Devlin et al., 2019). */
    MASKED_LANGUAGE("masked-language"),
    /** Predict hidden patches of pictures (He et al., 2022). */
    MASKED_AUTOENCODER("masked-autoencoder");

    private final String label;

    Objective(String label) {
        this.label = label;
    }

    /** The name in configuration files. */
    public String label() {
        return label;
    }
}
