package io.perennial.curator.reprocessing;

import io.perennial.curator.topology.DeadLetters;
import io.perennial.schemas.records.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code curation.dlq} that the curator wrote.
 *
 * @param record the entry
 * @param error id of the rule of its verdict
 * @param origin where the raw record stood
 */
record DeadLetter(ConsumerRecord<String, byte[]> record, String error, SourcePosition origin) {
    /** On a raw record: the entry that it was made from, as {@code curation.dlq-0@17}. */
    static final String REPROCESSED_FROM = "perennial.reprocessed.from";

    private static final String TIME = "ce_time";

    private static final Set<String> ADDED_BY_THE_CURATOR = Set.of(
            DeadLetters.RULE,
            DeadLetters.MESSAGE,
            DeadLetters.TOPIC,
            DeadLetters.PARTITION,
            DeadLetters.OFFSET,
            DeadLetters.ORIGINAL_BYTES,
            DeadLetters.ORIGINAL_KEY);

    /** Null if the record is no entry of the curator: a mark, or something foreign. */
    static @Nullable DeadLetter read(ConsumerRecord<String, byte[]> record) {
        String error = text(record.headers(), DeadLetters.RULE);
        String topic = text(record.headers(), DeadLetters.TOPIC);
        String partition = text(record.headers(), DeadLetters.PARTITION);
        String offset = text(record.headers(), DeadLetters.OFFSET);
        if (error == null || topic == null || partition == null || offset == null || record.value() == null) {
            return null;
        }
        try {
            return new DeadLetter(
                    record, error, new SourcePosition(topic, Integer.parseInt(partition), Long.parseLong(offset)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** True if the value is not the whole one. */
    boolean isCut() {
        return record.headers().lastHeader(DeadLetters.ORIGINAL_BYTES) != null;
    }

    /** True if it was reprocessed before it came here. */
    boolean cameAgain() {
        return record.headers().lastHeader(REPROCESSED_FROM) != null;
    }

    /** Bytes of the key of the raw record; of an entry that does not tell, those of its source. */
    byte @Nullable [] key() {
        Header key = record.headers().lastHeader(DeadLetters.ORIGINAL_KEY);
        if (key != null) {
            return key.value();
        }
        return record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The headers of the raw record, one that names this entry, and the time of the raw record where it had no {@code ce_time}: the new
     * record is of today, lest retention takes it at once.
     */
    Headers headers() {
        List<Header> kept = new ArrayList<>();
        List<Header> all = new ArrayList<>(List.of(record.headers().toArray()));
        Collections.reverse(all);
        List<String> added = new ArrayList<>(ADDED_BY_THE_CURATOR);
        for (Header header : all) {
            if (!added.remove(header.key()) && !header.key().equals(REPROCESSED_FROM)) {
                kept.add(header);
            }
        }
        Collections.reverse(kept);
        RecordHeaders headers = new RecordHeaders(kept);
        headers.add(header(REPROCESSED_FROM, record.topic() + "-" + record.partition() + "@" + record.offset()));
        if (headers.lastHeader(TIME) == null) {
            headers.add(header(TIME, Instant.ofEpochMilli(record.timestamp()).toString()));
        }
        return headers;
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
