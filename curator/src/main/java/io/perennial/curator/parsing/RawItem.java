package io.perennial.curator.parsing;

import io.perennial.schemas.records.BlobRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A raw record as its publisher meant it. Its payload is inline, or is a claim check that has not been redeemed yet.
 *
 * @param identity sample id and source
 * @param capturedAt when the publisher saw the item, or the timestamp of the record
 * @param inline payload when {@code blob} is null
 * @param blob claim check, or null
 * @param caption what its publisher wrote about a picture; empty if nothing
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Never compared; a copy of every payload would double the memory of a record.
public record RawItem(
        Identity identity,
        Instant capturedAt,
        byte[] inline,
        @Nullable BlobRef blob,
        String caption) {
    /** Size of the payload in bytes, known before a claim check is redeemed. */
    public long bytes() {
        return blob == null ? inline.length : blob.getBytes();
    }
}
