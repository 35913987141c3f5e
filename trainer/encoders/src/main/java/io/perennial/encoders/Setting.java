package io.perennial.encoders;

import io.perennial.encoders.Objective.Input;
import io.perennial.encoders.training.Curriculum;
import io.perennial.encoders.training.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One key of a {@link ModelConfiguration}. All keys of an objective must be given, but for those with a value to fall back to. */
@SuppressWarnings("ImmutableEnumChecker") // The lists come from List.of.
public enum Setting {
    OBJECTIVE("objective", List.of(Objective.values()), labels()),
    WIDTH("width", 8, 4096),
    LAYERS("layers", 1, 64),
    HEADS("heads", 1, 64),
    BATCH_SIZE("batch.size", 1, 4096),
    LEARNING_RATE("learning.rate", 1e-8, 1.0),
    WARMUP_STEPS("warmup.steps", 0, 1_000_000),
    WEIGHT_DECAY("weight.decay", 0.0, 1.0),
    BETA2("beta2", 0.5, 0.99999),
    CLIP_NORM("clip.norm", 1e-6, 1e6),
    INITIAL_DEVIATION("initial.deviation", 1e-6, 1.0),
    SCHEDULE("schedule", Kind.CHOICE, 0, 0, Schedule.Shape.labels(), "constant"),
    DECAY_STEPS("decay.steps", Kind.INTEGER, 1, Integer.MAX_VALUE, List.of(), "10000"),
    FINAL_SHARE("final.share", Kind.REAL, 0, 1, List.of(), "0.1"),
    ANNEAL_SHARE("anneal.share", Kind.REAL, 0, 0.5, List.of(), "0.1"),
    EMA_DECAY("ema.decay", Kind.REAL, 0, 0.999999, List.of(), "0"),
    SPIKE_FACTOR("spike.factor", Kind.REAL, 0, 1e6, List.of(), "0"),
    EWC_STRENGTH("ewc.strength", Kind.REAL, 0, 1e12, List.of(), "0"),
    ACTIVATIONS("activations", Kind.CHOICE, 0, 0, List.of("keep", "recompute"), "keep"),
    ADAPTER_RANK("adapter.rank", Kind.INTEGER, 0, 4096, List.of(), "0"),
    ADAPTER_SCALE("adapter.scale", Kind.REAL, 1e-3, 1e3, List.of(), "16"),
    WEIGHTS_FILE("weights.file", Kind.FILE, 0, 0, List.of(), ""),
    INITIAL_CHECKPOINT("initial.checkpoint", Kind.FILE, 0, 0, List.of(), ""),
    ACCUMULATION("accumulation", Objective.judgingEachSampleAlone(), Kind.INTEGER, 1, 1024, List.of(), "1"),
    MASK_SHARE("mask.share", Objective.hiding(), 0.01, 0.95),
    MASK_HARD_SHARE("mask.hard.share", Objective.hidingSingleTokens(), Kind.REAL, 0, 1, List.of(), "0"),
    CURRICULUM("curriculum", Objective.withCurriculum(), Kind.CURRICULUM, 0, 0, List.of(), ""),

    VOCABULARY("vocabulary", Objective.readingTokens(), 258, 1_000_000),
    VOCABULARY_LIMIT("vocabulary.limit", Objective.reading(Input.TEXT), Kind.INTEGER, 0, 1_000_000, List.of(), "0"),
    VOCABULARY_CUT("vocabulary.tokens.per.byte", Objective.reading(Input.TEXT), Kind.REAL, 0.01, 1, List.of(), "0.3"),
    LENGTH("length", Objective.readingTokens(), 4, 4096),
    WINDOWS("windows", Objective.reading(Input.TEXT), 1, 64),
    CONTEXT("context", Objective.reading(Input.TEXT), Kind.INTEGER, 1, 64, List.of(), "1"),
    EMBEDDING("embedding", Objective.reading(Input.TEXT), Kind.CHOICE, 0, 0, List.of("states", "tokens"), "states"),
    DIGITS("digits", Objective.readingTokens(), "single", "shape"),

    TOKENIZER("tokenizer", Objective.readingTokens(), Kind.CHOICE, 0, 0, List.of("byte-pair", "unigram"), "byte-pair"),
    TOKENIZER_FILE("tokenizer.file", Objective.readingTokens(), Kind.FILE, 0, 0, List.of(), ""),
    SPAN_LENGTH("span.length", List.of(Objective.SPAN_CORRUPTION), 1, 64),
    ORDER_WEIGHT("order.weight", Objective.hidingTokens(), Kind.REAL, 0, 1000, List.of(), "0"),
    DISTILLATION_WEIGHT("distillation.weight", Objective.distilling(), Kind.REAL, 0, 1000, List.of(), "0"),
    HYPERSPHERE_WEIGHT("hypersphere.weight", Objective.hidingTokens(), Kind.REAL, 0, 1000, List.of(), "0"),

    IMAGE_SIZE("image.size", Objective.reading(Input.PICTURES), 4, 1024),
    PATCH_SIZE("patch.size", Objective.reading(Input.PICTURES), 1, 64),
    FLIP("flip", Objective.reading(Input.PICTURES), "true", "false"),
    DECODER_WIDTH("decoder.width", List.of(Objective.MASKED_AUTOENCODER), 8, 4096),

    HEAD_HIDDEN("head.hidden", Objective.comparingViews(), 8, 65_536),
    HEAD_OUTPUT("head.output", Objective.projecting(), 8, 65_536),
    CROP_LEAST("crop.least", Objective.projecting(), 0.01, 1.0),
    JITTER_SHARE("jitter.share", Objective.comparingViews(), 0.0, 1.0),
    GREY_SHARE("grey.share", Objective.comparingViews(), 0.0, 1.0),
    BLUR_SHARE("blur.share", Objective.comparingViews(), 0.0, 1.0),
    SOLARISE_SHARE("solarise.share", Objective.comparingViews(), 0.0, 1.0),
    TEMPERATURE("temperature", List.of(Objective.SIMCLR, Objective.MOCO), 0.001, 100.0),
    QUEUE("queue", List.of(Objective.MOCO), 1, 1_000_000),
    QUEUE_TYPE("queue.type", List.of(Objective.MOCO), Kind.CHOICE, 0, 0, List.of("float32", "bf16"), "float32"),
    MOMENTUM("momentum", List.of(Objective.MOCO, Objective.BYOL, Objective.DINO), 0.0, 1.0),
    PREDICTOR_HIDDEN("predictor.hidden", List.of(Objective.BYOL, Objective.SIMSIAM), 8, 65_536),
    PROTOTYPES("prototypes", List.of(Objective.DINO), 2, 1_000_000),
    SMALL_VIEWS("small.views", List.of(Objective.DINO), 1, 14),
    SMALL_SIZE("small.size", List.of(Objective.DINO), 4, 1024);

    private enum Kind {
        INTEGER,
        REAL,
        CHOICE,
        FILE,
        CURRICULUM
    }

    private final String key;
    private final List<Objective> objectives;
    private final Kind kind;
    private final double least;
    private final double greatest;
    private final List<String> choices;
    private final @Nullable String fallback;

    Setting(String key, int least, int greatest) {
        this(key, List.of(Objective.values()), Kind.INTEGER, least, greatest, List.of());
    }

    Setting(String key, double least, double greatest) {
        this(key, List.of(Objective.values()), Kind.REAL, least, greatest, List.of());
    }

    Setting(String key, List<Objective> objectives, int least, int greatest) {
        this(key, objectives, Kind.INTEGER, least, greatest, List.of());
    }

    Setting(String key, List<Objective> objectives, double least, double greatest) {
        this(key, objectives, Kind.REAL, least, greatest, List.of());
    }

    Setting(String key, List<Objective> objectives, String... choices) {
        this(key, objectives, Kind.CHOICE, 0, 0, List.of(choices));
    }

    Setting(String key, Kind kind, double least, double greatest, List<String> choices, String fallback) {
        this(key, List.of(Objective.values()), kind, least, greatest, choices, fallback);
    }

    Setting(String key, List<Objective> objectives, Kind kind, double least, double greatest, List<String> choices) {
        this(key, objectives, kind, least, greatest, choices, null);
    }

    Setting(
            String key,
            List<Objective> objectives,
            Kind kind,
            double least,
            double greatest,
            List<String> choices,
            @Nullable String fallback) {
        this.key = key;
        this.objectives = objectives;
        this.kind = kind;
        this.least = least;
        this.greatest = greatest;
        this.choices = choices;
        this.fallback = fallback;
    }

    public String key() {
        return key;
    }

    /** The value where none is given; null where one must be given. */
    @Nullable
    String fallback() {
        return fallback;
    }

    /** Whether this setting may stand for an objective. */
    public boolean appliesTo(Objective objective) {
        return objectives.contains(objective);
    }

    /** The setting of that key. */
    public static Optional<Setting> of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    /** What may stand there, for messages. */
    public String allowed() {
        return switch (kind) {
            case INTEGER -> "a whole number from " + (long) least + " to " + (long) greatest;
            case REAL -> "a number from " + least + " to " + greatest;
            case CHOICE -> "one of " + choices;
            case FILE -> "a path, or nothing";
            case CURRICULUM -> "KEY from VALUE over STEPS, several of them between commas, or nothing";
        };
    }

    /** Whether a value may stand there. */
    public boolean accepts(String value) {
        try {
            return switch (kind) {
                case INTEGER -> isInRange(Integer.parseInt(value));
                case REAL -> isInRange(Double.parseDouble(value));
                case CHOICE -> choices.contains(value);
                case FILE -> true;
                case CURRICULUM -> Curriculum.isWellFormed(value);
            };
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String[] labels() {
        return Arrays.stream(Objective.values()).map(Objective::label).toArray(String[]::new);
    }

    private boolean isInRange(double value) {
        return value >= least && value <= greatest;
    }
}
