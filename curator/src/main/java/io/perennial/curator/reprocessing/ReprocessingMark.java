package io.perennial.curator.reprocessing;

import io.perennial.schemas.records.SourcePosition;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The record of {@code curation.dlq} that says that an entry was put back. It stands in the partition of the entry, has its key and no
 * value, and is written in the transaction that writes the raw record: so it is there if and only if that is.
 */
final class ReprocessingMark {
    /** Offset of the entry in the partition of the mark. */
    static final String ENTRY = "perennial.reprocessed.entry";
    /** Where the new raw record stands, as {@code raw.text-0@17}. */
    static final String AS = "perennial.reprocessed.as";

    private ReprocessingMark() {}

    static ProducerRecord<byte[], byte[]> of(DeadLetter letter, SourcePosition put) {
        Headers headers = new RecordHeaders()
                .add(DeadLetter.header(ENTRY, Long.toString(letter.record().offset())))
                .add(DeadLetter.header(AS, put.getTopic() + "-" + put.getPartition() + "@" + put.getOffset()));
        String key = letter.record().key();
        return new ProducerRecord<>(
                letter.record().topic(),
                letter.record().partition(),
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                null,
                headers);
    }

    /** Offset of the entry that the record marks; null if it is no mark. */
    static @Nullable Long entry(ConsumerRecord<String, byte[]> record) {
        String entry = DeadLetter.text(record.headers(), ENTRY);
        try {
            return entry == null || record.value() != null ? null : Long.valueOf(entry);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
