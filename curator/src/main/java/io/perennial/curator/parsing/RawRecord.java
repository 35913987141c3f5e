package io.perennial.curator.parsing;

import io.perennial.schemas.records.SourcePosition;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record of a raw topic, undecoded.
 *
 * @param origin where it stands
 * @param timestamp its event time
 * @param key key bytes, may be null
 * @param value value bytes, may be null
 * @param headers its headers
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record RawRecord(
        SourcePosition origin, Instant timestamp, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}
