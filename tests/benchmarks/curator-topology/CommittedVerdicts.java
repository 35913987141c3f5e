import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the verdicts as whoever waits for them does. Used by one thread. */
final class CommittedVerdicts implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(100);
    private static final AvroWire<Verdict> WIRE = AvroWire.of(Verdict.class);
    private static final int LOOKED_AT = 50;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private long count;
    private long keptOfLookedAt;

    CommittedVerdicts(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(Topics.CURATION_VERDICTS).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    /** A verdict, and when it was seen. Its timestamp is that of the raw record. */
    interface Seen {
        void at(long nowMillis, long timestampMillis);
    }

    /** Waits a little for more verdicts. */
    void poll(Seen seen) {
        Iterable<ConsumerRecord<byte[], byte[]>> records = consumer.poll(WAIT);
        long now = System.currentTimeMillis();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            seen.at(now, record.timestamp());
            if (count++ % LOOKED_AT == 0 && WIRE.decode(record.value()).getRule().isEmpty()) {
                keptOfLookedAt++;
            }
        }
    }

    /** All verdicts seen so far. */
    long count() {
        return count;
    }

    /** Share of them that said to keep the sample. */
    double keptShare() {
        return keptOfLookedAt * (double) LOOKED_AT / count;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
