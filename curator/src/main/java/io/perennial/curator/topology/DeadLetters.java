package io.perennial.curator.topology;

import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.parsing.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The record of {@code curation.dlq} for a poison record: its bytes, its headers, and headers that tell what was wrong, named as
 * Kafka Streams names its own (KIP-1034). There is no stack trace: it would differ between builds.
 */
public final class DeadLetters {
    /** Id of the rule of the verdict. */
    public static final String RULE = "__streams.errors.exception";

    public static final String MESSAGE = "__streams.errors.message";
    public static final String TOPIC = "__streams.errors.topic";
    public static final String PARTITION = "__streams.errors.partition";
    public static final String OFFSET = "__streams.errors.offset";
    /** Number of bytes of the value before it was cut; absent if it is whole. */
    public static final String ORIGINAL_BYTES = "perennial.original.bytes";

    /** Bytes of the key, which may be null; absent if it has more than {@link #LARGEST_KEY}. */
    public static final String ORIGINAL_KEY = "perennial.original.key";

    /** Together they leave room for the key and the batch in a record of 8 MiB, as records were before compression. */
    private static final int LARGEST_VALUE = (8 << 20) - (256 << 10);

    private static final int LARGEST_HEADERS = 128 << 10;
    private static final int LARGEST_KEY = 32 << 10;

    private DeadLetters() {}

    static byte[] value(RawRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return new byte[0];
        }
        return value.length > LARGEST_VALUE ? Arrays.copyOf(value, LARGEST_VALUE) : value;
    }

    static Headers headers(RawRecord record, PoisonException poison) {
        Headers headers = new RecordHeaders();
        int bytes = 0;
        for (Header header : record.headers()) {
            bytes += 2 * header.key().length() + (header.value() == null ? 0 : header.value().length);
            if (bytes <= LARGEST_HEADERS) {
                headers.add(header);
            }
        }
        add(headers, RULE, poison.rule());
        add(headers, MESSAGE, VerdictDraft.brief(String.valueOf(poison.getMessage())));
        add(headers, TOPIC, record.origin().getTopic());
        add(headers, PARTITION, Integer.toString(record.origin().getPartition()));
        add(headers, OFFSET, Long.toString(record.origin().getOffset()));
        if (record.value() != null && record.value().length > LARGEST_VALUE) {
            add(headers, ORIGINAL_BYTES, Integer.toString(record.value().length));
        }
        byte[] key = record.key();
        if (key == null || key.length <= LARGEST_KEY) {
            headers.add(ORIGINAL_KEY, key);
        }
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
