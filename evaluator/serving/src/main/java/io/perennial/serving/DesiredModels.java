package io.perennial.serving;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code serving.desired} from its beginning, without a consumer group: every instance sees every record. Owns the consumer;
 * used by one thread.
 */
final class DesiredModels implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DesiredModels.class);
    private static final AvroWire<DesiredModel> WIRE = AvroWire.of(DesiredModel.class);

    private final Consumer<String, byte[]> consumer;
    private final Map<TopicPartition, Long> unreadAtStart;

    DesiredModels(Consumer<String, byte[]> consumer) {
        this.consumer = consumer;
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.SERVING_DESIRED).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw ServiceException.dependency(
                    "topic " + Topics.SERVING_DESIRED + " does not exist; create the topics of the catalogue first",
                    null);
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        unreadAtStart = new HashMap<>(consumer.endOffsets(partitions));
    }

    /** The last new state of each model; empty when nothing is new within the time. */
    Map<String, DesiredModel> poll(Duration timeout) {
        Map<String, DesiredModel> latest = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(timeout)) {
            if (record.value() == null) {
                continue;
            }
            try {
                DesiredModel desired = WIRE.decode(record.value());
                latest.merge(desired.getModel(), desired, (a, b) -> b.getGeneration() > a.getGeneration() ? b : a);
            } catch (UndecodableRecordException e) {
                log.atError()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .log("left out: {}", e.getMessage());
            }
        }
        return latest;
    }

    /** True when everything that was there at the start has been read. */
    boolean isCaughtUp() {
        if (!unreadAtStart.isEmpty()) {
            unreadAtStart.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        }
        return unreadAtStart.isEmpty();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
