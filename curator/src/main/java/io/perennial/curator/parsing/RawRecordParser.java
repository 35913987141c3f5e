package io.perennial.curator.parsing;

import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads a raw record: an Avro {@link RawSample} or a plain payload. Id and source come from the headers {@code ce_id},
 * {@code source} and {@code ce_source} first, then from the sample, then from key and position; the caption of a picture comes from the
 * header {@code caption}, then from the sample. Safe for use by several threads.
 */
public final class RawRecordParser {
    private static final String UNKNOWN_SOURCE = "unknown";
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final AvroWire<RawSample> wire = AvroWire.of(RawSample.class);

    /** @throws PoisonException if the value is missing, undecodable or empty, or if an id is too long */
    public RawItem parse(RawRecord record) throws PoisonException {
        byte[] value = record.value();
        if (value == null) {
            throw new PoisonException("empty_payload", "the record has no value");
        }
        RawSample sample = AvroWire.isSingleObject(value) ? decode(value) : null;
        byte[] payload = sample == null ? value : bytes(sample.getPayload());
        if (payload.length == 0 && (sample == null || sample.getBlob() == null)) {
            throw new PoisonException("empty_payload", "the record has neither a payload nor a blob");
        }
        return new RawItem(
                identity(record, sample),
                capturedAt(record, sample),
                payload,
                sample == null ? null : sample.getBlob(),
                caption(record, sample));
    }

    /** Identity of a record whose value cannot be read: headers, key and position alone. */
    public Identity identityOfPoison(RawRecord record) {
        try {
            return identity(record, null);
        } catch (PoisonException e) {
            return new Identity(position(record.origin()), UNKNOWN_SOURCE);
        }
    }

    private RawSample decode(byte[] value) throws PoisonException {
        try {
            return wire.decode(value);
        } catch (UndecodableRecordException e) {
            throw new PoisonException("undecodable_avro", String.valueOf(e.getMessage()), e);
        }
    }

    private static Identity identity(RawRecord record, @Nullable RawSample sample) throws PoisonException {
        Headers headers = record.headers();
        String sampleId = firstPresent(
                header(headers, "ce_id"), sample == null ? null : sample.getId(), position(record.origin()));
        String source = firstPresent(
                header(headers, "source"),
                header(headers, "ce_source"),
                sample == null ? null : sample.getSource(),
                utf8(record.key()),
                UNKNOWN_SOURCE);
        if (sampleId.length() > Identity.MAX_LENGTH || source.length() > Identity.MAX_LENGTH) {
            throw new PoisonException(
                    "oversized_identifier",
                    "sample id has " + sampleId.length() + " and source " + source.length()
                            + " characters; allowed are " + Identity.MAX_LENGTH);
        }
        return new Identity(sampleId, source);
    }

    private static String caption(RawRecord record, @Nullable RawSample sample) {
        String caption = header(record.headers(), "caption");
        if (caption != null && !caption.isBlank()) {
            return caption;
        }
        return sample == null ? "" : sample.getCaption();
    }

    private static Instant capturedAt(RawRecord record, @Nullable RawSample sample) {
        if (sample != null && sample.getCapturedAt().isAfter(Instant.EPOCH)) {
            return sample.getCapturedAt();
        }
        String time = header(record.headers(), "ce_time");
        if (time != null) {
            try {
                Instant instant = OffsetDateTime.parse(time).toInstant();
                return instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST) ? record.timestamp() : instant;
            } catch (DateTimeException e) {
                return record.timestamp();
            }
        }
        return record.timestamp();
    }

    private static String position(SourcePosition origin) {
        return origin.getTopic() + "-" + origin.getPartition() + "-" + origin.getOffset();
    }

    private static String firstPresent(@Nullable String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null && !candidate.isBlank()) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("the last candidate must be present");
    }

    private static @Nullable String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : utf8(header.value());
    }

    private static @Nullable String utf8(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
