package io.perennial.curator.parsing;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.MissingBlobException;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Redeems claim checks. Safe for use by several threads. */
public final class PayloadReader {
    private final BlobStore blobs;

    public PayloadReader(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * Bytes of the payload, verified against the claim check if there is one.
     *
     * @throws PoisonException if the blob is missing, corrupt, or its reference malformed
     * @throws ServiceException if the store itself cannot be read: the record is not to blame, so the curator stops
     */
    public byte[] read(RawItem item) throws PoisonException {
        return read(item.blob(), item.inline());
    }

    /** As {@link #read(RawItem)}: the bytes of the blob if there is one, else those that came inline. */
    public byte[] read(@Nullable BlobRef blob, byte[] inline) throws PoisonException {
        if (blob == null) {
            return inline;
        }
        try {
            return blobs.get(blob);
        } catch (MissingBlobException e) {
            throw new PoisonException("missing_blob", String.valueOf(e.getMessage()), e);
        } catch (CorruptBlobException e) {
            throw new PoisonException("corrupt_blob", String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new PoisonException("malformed_blob_reference", String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "blob store cannot be read for sha256:" + blob.getSha256() + ": " + e.getMessage()
                            + "; check blob.directory and its permissions, then start the curator again",
                    e);
        }
    }
}
