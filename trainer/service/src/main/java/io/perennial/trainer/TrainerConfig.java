package io.perennial.trainer;

import io.perennial.runtime.ServiceConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys of the trainer. */
public final class TrainerConfig {
    public static final String MODEL = "model";
    public static final String MODALITY = "modality";
    public static final String WINDOW_SAMPLES = "window.samples";
    public static final String WINDOW_BYTES = "window.bytes";
    public static final String WINDOW_TIME = "window.ms";
    public static final String WINDOW_ON_DRIFT = "window.on.drift";
    public static final String WINDOW_LEAST_SAMPLES = "window.least.samples";
    public static final String PASSES = "passes";
    public static final String REPLAY_SHARE = "replay.share";
    public static final String REPLAY_HORIZON = "replay.horizon";
    public static final String REPLAY_ALARM_SHARE = "replay.alarm.share";
    public static final String REPLAY_POLICY = "replay.policy";
    public static final String REPLAY_CAPACITY = "replay.capacity";
    public static final String COLLAPSE_STEPS = "collapse.steps";
    public static final String COLLAPSE_RANK = "collapse.rank";
    public static final String COLLAPSE_DEVIATION = "collapse.deviation";
    public static final String ARCHIVE = "archive";
    public static final String SEED = "seed";
    public static final String POLL = "poll.ms";
    public static final String DRAIN = "drain.ms";
    public static final String PROGRESS = "progress.ms";

    /** Prefix of keys that override the configuration of the model. */
    public static final String MODEL_PREFIX = "model.";

    private TrainerConfig() {}

    /** The keys of every service, and those of the trainer. */
    public static ConfigDef definition() {
        ConfigDef definition = ServiceConfig.definition()
                .define(
                        MODEL,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "The model to train: text-encoder, log-encoder or image-encoder. One trainer for each model.")
                .define(
                        MODALITY,
                        Type.STRING,
                        "",
                        ConfigDef.ValidString.in("", "TEXT", "LOGS", "IMAGES"),
                        Importance.LOW,
                        "TEXT, LOGS or IMAGES: the curated topic to train on; empty: what the name of the model stands for.")
                .define(
                        WINDOW_SAMPLES,
                        Type.INT,
                        3_000,
                        Range.atLeast(1),
                        Importance.HIGH,
                        "Samples of one update. Each partition of the curated topic gives an equal part, rounded down.")
                .define(
                        WINDOW_BYTES,
                        Type.LONG,
                        256L << 20,
                        Range.atLeast(1),
                        Importance.MEDIUM,
                        "Bytes after which a window is closed before it has all its samples. It bounds the memory of a window; while one is"
                                + " trained, the next is read.")
                .define(
                        WINDOW_TIME,
                        Type.LONG,
                        0L,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "Milliseconds after which a window that is still not full is closed with the samples that are there, counted from the"
                                + " end of the last update or from the start; 0: it waits until it is full.")
                .define(
                        WINDOW_ON_DRIFT,
                        Type.BOOLEAN,
                        false,
                        Importance.MEDIUM,
                        "Whether a drift signal of the modality that asks to train now (TRAIN_NOW in the rules of the curator) closes the"
                                + " window with the samples that are there.")
                .define(
                        WINDOW_LEAST_SAMPLES,
                        Type.INT,
                        100,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Samples that a window must have before time or drift may close it; not above window.samples where one of them may."
                                + " A TRAIN_NOW command closes it with any.")
                .define(
                        PASSES,
                        Type.INT,
                        1,
                        Range.between(1, 1_000),
                        Importance.MEDIUM,
                        "How often each sample of a window is trained on.")
                .define(
                        REPLAY_SHARE,
                        Type.DOUBLE,
                        0.05,
                        Range.between(0.0, 0.5),
                        Importance.MEDIUM,
                        "Share of each batch that is drawn from earlier windows, from 0 to 0.5; at least one row if above 0.")
                .define(
                        REPLAY_HORIZON,
                        Type.INT,
                        1_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Replay draws from the windows of this many earlier updates: from the curated topic, and what it has lost from their"
                                + " archives.")
                .define(
                        REPLAY_ALARM_SHARE,
                        Type.DOUBLE,
                        0.25,
                        Range.between(0.0, 0.5),
                        Importance.MEDIUM,
                        "Share that a drift signal which asks for more replay raises replay.share to, for the next update, where its"
                                + " statistic is at the threshold; more where it is above, up to 0.5. Not above replay.share: drift"
                                + " signals are not listened to.")
                .define(
                        REPLAY_POLICY,
                        Type.STRING,
                        "uniform",
                        ConfigDef.ValidString.in(ReplayBuffer.Policy.labels()),
                        Importance.MEDIUM,
                        "What is drawn from: uniform (all of the horizon), fifo (its latest offsets), reservoir (a uniform sample of it"
                                + " that changes slowly), mixed (half the draws from a reservoir, half from the latest), minred (samples that"
                                + " the encoder takes for little alike; chosen after each update, which takes time that grows with the square"
                                + " of window.samples + replay.capacity).")
                .define(
                        REPLAY_CAPACITY,
                        Type.INT,
                        20_000,
                        Range.atLeast(2),
                        Importance.LOW,
                        "Offsets that the buffer of fifo, reservoir, mixed and minred holds.")
                .define(
                        COLLAPSE_STEPS,
                        Type.INT,
                        200,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Steps between two looks at how the embeddings of 64 samples of the window are spread; the last step of an update"
                                + " is always looked at.")
                .define(
                        COLLAPSE_RANK,
                        Type.DOUBLE,
                        1.5,
                        Range.atLeast(0),
                        Importance.LOW,
                        "Effective rank (RankMe) of those embeddings below which the update is stopped with exit code 4; 0: never.")
                .define(
                        COLLAPSE_DEVIATION,
                        Type.DOUBLE,
                        0.01,
                        Range.between(0.0, 1.0),
                        Importance.LOW,
                        "Deviation of their directions, 1 if they fill the space evenly, below which the update is stopped; 0: never.")
                .define(
                        ARCHIVE,
                        Type.BOOLEAN,
                        true,
                        Importance.MEDIUM,
                        "Whether the samples of each window are kept in the blob store beside the checkpoint, so that it can be"
                                + " re-derived and rebuilt after the curated topic has lost them to retention.")
                .define(
                        SEED,
                        Type.LONG,
                        1L,
                        Importance.MEDIUM,
                        "Seed of the first parameters, masks, shuffles and replay draws.")
                .define(
                        POLL,
                        Type.INT,
                        500,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "Milliseconds to wait for samples before commands are looked at.")
                .define(
                        DRAIN,
                        Type.LONG,
                        15_000L,
                        Range.atLeast(0),
                        Importance.LOW,
                        "When asked to stop, an update that needs at most this many milliseconds more is finished; a longer one is"
                                + " given up and trained again, with the same result, after the next start."
                                + " Keep it below shutdown.timeout.ms.")
                .define(
                        PROGRESS,
                        Type.LONG,
                        5_000L,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Milliseconds between two lines of progress in the log.");
        return ServiceConfig.passThrough(
                definition,
                MODEL_PREFIX,
                "Overrides a key of the configuration of the model, such as model.batch.size.");
    }
}
