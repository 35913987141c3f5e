import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes documents on {@code raw.text}, in turn on all partitions, each of which has a source of its own. */
final class RawTexts implements AutoCloseable {
    private final NewsDocuments documents;
    private final KafkaProducer<String, byte[]> producer;
    private final int partitions;
    private int published;
    private long bytes;

    RawTexts(String bootstrapServers, NewsDocuments documents) {
        this.documents = documents;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "compression.type", "lz4"),
                new StringSerializer(),
                new ByteArraySerializer());
        partitions = producer.partitionsFor(Topics.raw(Modality.TEXT)).size();
    }

    /** Publishes as fast as the broker takes them. */
    void publish(int count) {
        for (int i = 0; i < count; i++) {
            send(System.currentTimeMillis());
        }
        producer.flush();
    }

    /** Publishes at a steady rate. The timestamp is when a document should leave, so that a late publisher makes no verdict look early. */
    void publish(int count, double perSecond) {
        long start = System.currentTimeMillis();
        for (int i = 0; i < count; i++) {
            long due = start + (long) (i / perSecond * 1000);
            while (System.currentTimeMillis() < due) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
            }
            send(due);
        }
        producer.flush();
    }

    private void send(long timestamp) {
        byte[] document = documents.document(published);
        int partition = published % partitions;
        producer.send(new ProducerRecord<>(
                Topics.raw(Modality.TEXT), partition, timestamp, "news-" + partition, document));
        published++;
        bytes += document.length;
    }

    int published() {
        return published;
    }

    double meanBytes() {
        return (double) bytes / published;
    }

    @Override
    public void close() {
        producer.close();
    }
}
