package io.perennial.evaluator;

import io.perennial.runtime.ServiceConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys of the promotion controller. */
public final class ControllerConfig {
    public static final String REGISTRY_INTERVAL = "registry.interval.ms";

    private ControllerConfig() {}

    public static ConfigDef definition() {
        return ServiceConfig.definition()
                .define(
                        REGISTRY_INTERVAL,
                        Type.LONG,
                        5_000L,
                        Range.atLeast(50),
                        Importance.LOW,
                        "Milliseconds between two comparisons of MLflow's registry with the decisions, beside those after each"
                                + " decision.");
    }
}
