package io.perennial.runtime.kafka;

import io.perennial.runtime.ServiceConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Kafka clients of one service. Settings are applied in this order, later ones win: defaults of Perennial, {@code kafka.*}, the
 * prefix of the client, and what the caller must have for correctness. Keys are strings, values are bytes: records are encoded
 * and decoded by {@link io.perennial.schemas.wire.AvroWire}, so that an undecodable record is the caller's decision and not a
 * poll that fails for ever.
 */
public final class KafkaClients {
    private final ServiceConfig config;
    private final String clientId;

    public KafkaClients(ServiceConfig config, String clientId) {
        this.config = config;
        this.clientId = clientId;
    }

    /** A consumer that reads committed records only and does not commit by itself. */
    public Consumer<String, byte[]> consumer(Map<String, Object> required) {
        Map<String, Object> settings = settings("consumer.");
        settings.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.putAll(required);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** An idempotent producer; with {@code transactional.id} in {@code required}, a transactional one. */
    public Producer<String, byte[]> producer(Map<String, Object> required) {
        return producer(new StringSerializer(), required);
    }

    /** As {@link #producer(Map)}, with keys of another type. */
    public <K> Producer<K, byte[]> producer(Serializer<K> keys, Map<String, Object> required) {
        Map<String, Object> settings = settings("producer.");
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 << 20);
        settings.putAll(required);
        return new KafkaProducer<>(settings, keys, new ByteArraySerializer());
    }

    public Admin admin() {
        return Admin.create(settings("admin."));
    }

    /** Settings for a client of the given prefix such as {@code streams.}. */
    public Map<String, Object> settings(String prefix) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                String.join(",", config.getList(ServiceConfig.BOOTSTRAP_SERVERS)));
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        settings.put(
                CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
                JmxReporter.class.getName() + "," + KafkaMeters.class.getName());
        settings.putAll(config.originalsWithPrefix("kafka."));
        settings.putAll(config.originalsWithPrefix(prefix));
        return settings;
    }
}
