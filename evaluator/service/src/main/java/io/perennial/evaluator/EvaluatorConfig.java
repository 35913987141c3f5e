package io.perennial.evaluator;

import io.perennial.runtime.ServiceConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys of the evaluator. */
public final class EvaluatorConfig {
    public static final String MODELS = "models";
    public static final String GATE_POLICY = "gate.policy";
    public static final String GOLD_WAIT = "gold.wait.ms";
    public static final String DECISION_WAIT = "decision.wait.ms";
    public static final String SHADOW_REQUESTS = "shadow.requests";
    public static final String SHADOW_TIMEOUT = "shadow.timeout.ms";
    public static final String SHADOW_PATIENCE = "shadow.patience.ms";
    public static final String HARM_WAIT = "harm.wait.ms";
    public static final String HARM_MARGIN = "harm.margin";

    private EvaluatorConfig() {}

    public static ConfigDef definition() {
        return ServiceConfig.definition()
                .define(
                        MODELS,
                        Type.LIST,
                        "text-encoder,log-encoder,image-encoder",
                        Importance.HIGH,
                        "Models that this evaluator judges, separated by commas. A model is judged by one evaluator only.")
                .define(
                        GATE_POLICY,
                        Type.STRING,
                        "",
                        Importance.HIGH,
                        "File with the gate policy; empty: the policy of this release (gate-policy.yaml).")
                .define(
                        GOLD_WAIT,
                        Type.LONG,
                        60_000L,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "How long a checkpoint waits for the first gold set of its model before it is judged an ERROR.")
                .define(
                        DECISION_WAIT,
                        Type.LONG,
                        15_000L,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "How long the next checkpoint of a model waits for the decision on one that passed, so that it is"
                                + " compared with the new champion.")
                .define(
                        SHADOW_REQUESTS,
                        Type.INT,
                        50,
                        Range.atLeast(10),
                        Importance.HIGH,
                        "Live requests that champion and challenger must both answer before the shadow is judged.")
                .define(
                        SHADOW_TIMEOUT,
                        Type.LONG,
                        604_800_000L,
                        Range.atLeast(0),
                        Importance.HIGH,
                        "After this long without enough pairs the shadow is INCONCLUSIVE and the challenger not promoted.")
                .define(
                        SHADOW_PATIENCE,
                        Type.LONG,
                        5_000L,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "How long stragglers have after enough pairs are there, before they count as left out.")
                .define(
                        HARM_WAIT,
                        Type.LONG,
                        30_000L,
                        Range.atLeast(0),
                        Importance.LOW,
                        "How long a drift signal waits before it is tested for harm, so that the samples before it are curated.")
                .define(
                        HARM_MARGIN,
                        Type.DOUBLE,
                        0.1,
                        Range.between(0, 10),
                        Importance.MEDIUM,
                        "Share of the champion's loss before a drift by which it may rise behind it without harm.");
    }
}
