package io.perennial.schemas.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * One topic as {@code topics.yaml} declares it.
 *
 * @param name topic name
 * @param record name of the Avro record of its values, or {@code bytes}
 * @param key what the key holds
 * @param compacted true: the last value of each key is kept for ever; false: records are deleted after {@code retention}
 * @param retention null: unlimited
 * @param partitions number of partitions
 * @param maxBytes largest record batch in bytes
 * @param writer who writes it
 */
public record Topic(
        String name,
        String record,
        String key,
        boolean compacted,
        @Nullable Duration retention,
        int partitions,
        int maxBytes,
        String writer) {

    /** The topic as Kafka's admin client creates it. */
    public NewTopic toNewTopic(int partitionCount, short replicationFactor) {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                compacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        settings.put(TopicConfig.RETENTION_MS_CONFIG, retention == null ? "-1" : Long.toString(retention.toMillis()));
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxBytes));
        return new NewTopic(name, partitionCount, replicationFactor).configs(settings);
    }
}
