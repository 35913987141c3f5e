package io.perennial.trainer;

import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The committed events of one model in a topic that is keyed by model, from the first one on. All events of a model are in one
 * partition, so their offsets are comparable. Not safe for use by several threads.
 *
 * @param <T> the record class
 */
final class EventLog<T extends SpecificRecordBase> implements AutoCloseable {
    private final String model;
    private final AvroWire<T> wire;
    private final TopicTail tail;
    private final List<LoggedEvent<T>> arrived = new ArrayList<>();

    EventLog(Consumer<String, byte[]> consumer, String topic, Class<T> type, String model) {
        this.model = model;
        this.wire = AvroWire.of(type);
        this.tail = new TopicTail(consumer, List.of(topic), this::take);
    }

    /** Reads on to the present end of the topic. */
    List<LoggedEvent<T>> readAll() {
        tail.readToEnd();
        return handOver();
    }

    /** What came since the last call; waits up to the time-out for the first event of any model. */
    List<LoggedEvent<T>> poll(Duration timeout) {
        tail.poll(timeout);
        return handOver();
    }

    @Override
    public void close() {
        tail.close();
    }

    private void take(ConsumerRecord<String, byte[]> entry) {
        if (model.equals(entry.key())) {
            arrived.add(new LoggedEvent<>(entry.offset(), TopicTail.decode(wire, entry)));
        }
    }

    private List<LoggedEvent<T>> handOver() {
        List<LoggedEvent<T>> events = List.copyOf(arrived);
        arrived.clear();
        return events;
    }
}
