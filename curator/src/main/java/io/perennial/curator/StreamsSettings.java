package io.perennial.curator;

import io.perennial.curator.topology.BoundedRocksDb;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.kafka.KafkaClients;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Settings of Kafka Streams. Applied in this order, later ones win: defaults of the curator, {@code kafka.*} and
 * {@code streams.*}, and what the promises need.
 */
final class StreamsSettings {
    /** A raw record may have 8 MiB; what is made of it is a little larger. */
    private static final int LARGEST_RECORD = 9 << 20;

    /** Others wait so long for an instance that was killed, before they take over its partitions. In milliseconds. */
    private static final int SESSION_TIMEOUT = 10_000;

    private StreamsSettings() {}

    static StreamsConfig of(ServiceConfig config) {
        String applicationId = config.getString(CuratorConfig.APPLICATION_ID);
        Map<String, Object> settings = defaults();
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.getInt(CuratorConfig.NUM_STREAM_THREADS));
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.getInt(CuratorConfig.NUM_STANDBY_REPLICAS));
        settings.put(
                StreamsConfig.REPLICATION_FACTOR_CONFIG,
                config.getShort(ServiceConfig.REPLICATION_FACTOR).intValue());
        settings.putAll(new KafkaClients(config, applicationId).settings("streams."));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        settings.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Path.of(config.getString(ServiceConfig.STATE_DIRECTORY))
                        .resolve("curator")
                        .toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        return new StreamsConfig(settings);
    }

    private static Map<String, Object> defaults() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_RECORD);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT);
        // No verdict depends on which of two inputs comes first. Where Streams may wait for one, it formats a message
        // for each look at an idle task, which took 3 % of the curator's time.
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        settings.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), Integer.toString(LARGEST_RECORD));
        return settings;
    }
}
