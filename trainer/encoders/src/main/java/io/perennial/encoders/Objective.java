package io.perennial.encoders;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a model learns from samples without labels. */
public enum Objective {
    /** Predict hidden tokens of text or logs (Devlin et al., 2019). */
    MASKED_LANGUAGE("masked-language", Input.TEXT),
    /** Predict the next token of text or logs (Radford et al., 2019). */
    CAUSAL_LANGUAGE("causal-language", Input.TEXT),
    /** Predict hidden spans of text or logs (Raffel et al., 2020). */
    SPAN_CORRUPTION("span-corruption", Input.TEXT),
    /** Predict hidden tokens and tell whether two segments of the text were swapped (Lan et al., 2020). */
    SENTENCE_ORDER("sentence-order", Input.TEXT),
    /** Predict hidden log lines from their neighbours, and keep sequences of them close together (Guo, Yuan and Wu, 2021). */
    LOG_KEY("log-key", Input.TEXT),
    /** Predict hidden patches of pictures (He et al., 2022). */
    MASKED_AUTOENCODER("masked-autoencoder", Input.PICTURES),
    /** Find the other view of a picture among the views of the batch (Chen et al., 2020). */
    SIMCLR("simclr", Input.PICTURES),
    /** Find the other view of a picture, as a slow copy of the encoder sees it, in a queue of keys (He et al., 2020). */
    MOCO("moco", Input.PICTURES),
    /** Predict how a slow copy of the encoder sees the other view (Grill et al., 2020). */
    BYOL("byol", Input.PICTURES),
    /** Predict how the encoder itself sees the other view (Chen and He, 2021). */
    SIMSIAM("simsiam", Input.PICTURES),
    /** Views alike, dimensions spread out and uncorrelated (Bardes, Ponce and LeCun, 2022). */
    VICREG("vicreg", Input.PICTURES),
    /** Dimensions of two views correlated each with itself alone (Zbontar et al., 2021). */
    BARLOW_TWINS("barlow-twins", Input.PICTURES),
    /** Assign every view to the prototypes that a slow copy of the encoder assigns it to (Caron et al., 2021). */
    DINO("dino", Input.PICTURES),
    /** Tell by how many quarters a picture was turned (Gidaris, Singh and Komodakis, 2018). */
    ROTATION("rotation", Input.PICTURES),
    /** Tell in which order the tiles of a picture lie (Noroozi and Favaro, 2016). */
    JIGSAW("jigsaw", Input.PICTURES),
    /** Find the caption of a picture among those of the batch, and the picture of a caption (Radford et al., 2021). */
    CLIP("clip", Input.PICTURES);

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

    /** Whether it learns from the captions of pictures, so that one without is of no use to it. */
    public boolean needsCaptions() {
        return this == CLIP;
    }

    /** Whether its model has a tokenizer. */
    boolean readsTokens() {
        return input == Input.TEXT || needsCaptions();
    }

    static List<Objective> reading(Input input) {
        return Arrays.stream(values())
                .filter(objective -> objective.input == input)
                .toList();
    }

    /** The objectives whose models have a tokenizer. */
    static List<Objective> readingTokens() {
        return Arrays.stream(values()).filter(Objective::readsTokens).toList();
    }

    /** The objectives that project what the encoder gives. */
    static List<Objective> projecting() {
        return Stream.concat(comparingViews().stream(), Stream.of(CLIP)).toList();
    }

    /** The objectives whose loss is a sum over samples that do not know of each other, so that batches can be added up. */
    static List<Objective> judgingEachSampleAlone() {
        return Arrays.stream(values())
                .filter(objective -> objective.input == Input.TEXT || objective == MASKED_AUTOENCODER)
                .toList();
    }

    /** The objectives that hide a share of what they read. */
    static List<Objective> hiding() {
        return List.of(MASKED_LANGUAGE, SPAN_CORRUPTION, SENTENCE_ORDER, LOG_KEY, MASKED_AUTOENCODER);
    }

    /** The objectives that hide tokens. */
    static List<Objective> hidingTokens() {
        return List.of(MASKED_LANGUAGE, SPAN_CORRUPTION, SENTENCE_ORDER, LOG_KEY);
    }

    /** The objectives that learn from the encoder of the parent, too, where that is wanted. */
    static List<Objective> distilling() {
        return Stream.of(hidingTokens(), List.of(MASKED_AUTOENCODER), comparingViews())
                .flatMap(List::stream)
                .toList();
    }

    /** The objectives that hide tokens one by one. */
    static List<Objective> hidingSingleTokens() {
        return List.of(MASKED_LANGUAGE, SENTENCE_ORDER);
    }

    /** The objectives of which something can change from step to step. */
    static List<Objective> withCurriculum() {
        return Stream.concat(hidingTokens().stream(), comparingViews().stream()).toList();
    }

    /** The objectives that compare random views of pictures. */
    static List<Objective> comparingViews() {
        return List.of(SIMCLR, MOCO, BYOL, SIMSIAM, VICREG, BARLOW_TWINS, DINO);
    }
}
