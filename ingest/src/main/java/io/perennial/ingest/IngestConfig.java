package io.perennial.ingest;

import io.perennial.runtime.ServiceConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys of {@code perennial-ingest}. */
public final class IngestConfig {
    public static final String INLINE_LIMIT = "inline.limit.bytes";
    public static final String BATCH_SAMPLES = "batch.samples";
    public static final String BATCH_BYTES = "batch.bytes";
    public static final String BATCH_MILLIS = "batch.ms";

    private IngestConfig() {}

    public static ConfigDef definition() {
        return ServiceConfig.definition()
                .define(
                        INLINE_LIMIT,
                        Type.INT,
                        100_000,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "Pictures above this many bytes go to the blob store, and the record only names them.")
                .define(
                        BATCH_SAMPLES,
                        Type.INT,
                        500,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Samples after which a transaction is committed.")
                .define(
                        BATCH_BYTES,
                        Type.LONG,
                        4L << 20,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Bytes after which a transaction is committed.")
                .define(
                        BATCH_MILLIS,
                        Type.LONG,
                        500L,
                        Range.between(1, 30_000),
                        Importance.LOW,
                        "Milliseconds after which a transaction is committed.");
    }
}
