package io.perennial.curator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how long the stores took to come back from their changelogs. Safe for use by several threads. */
final class RestoreLog implements StateRestoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreLog.class);

    private final Map<TopicPartition, Long> began = new ConcurrentHashMap<>();

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long firstOffset, long endOffset) {
        began.put(changelog, System.nanoTime());
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long lastOffset, long records) {
        // Long restorations are seen in Kafka's metrics of the state updater.
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        Long start = began.remove(changelog);
        if (start != null && records > 0) {
            LOG.atInfo()
                    .addKeyValue("store", store)
                    .addKeyValue("partition", changelog.partition())
                    .addKeyValue("records", records)
                    .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                    .log("store restored");
        }
    }
}
