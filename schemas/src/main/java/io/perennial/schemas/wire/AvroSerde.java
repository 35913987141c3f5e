package io.perennial.schemas.wire;

import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Kafka serde for one record type. A null value (tombstone) stays null.
 *
 * @param <T> the generated record class
 */
public final class AvroSerde<T extends SpecificRecordBase> implements Serde<T> {
    private final AvroWire<T> wire;

    private AvroSerde(AvroWire<T> wire) {
        this.wire = wire;
    }

    public static <T extends SpecificRecordBase> AvroSerde<T> of(Class<T> type) {
        return new AvroSerde<>(AvroWire.of(type));
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public Serializer<T> serializer() {
        return (topic, value) -> value == null ? null : wire.encode(value);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> bytes == null ? null : wire.decode(bytes);
    }
}
