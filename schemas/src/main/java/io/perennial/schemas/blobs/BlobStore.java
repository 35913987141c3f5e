package io.perennial.schemas.blobs;

import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Immutable blobs named by the SHA-256 of their bytes. Writing the same bytes twice is one blob. A blob is durable when
 * {@code put} returns, so an event may name it. Implementations are safe for use by several threads and processes.
 */
public interface BlobStore {
    /** Writes and syncs the bytes. */
    BlobRef put(byte[] bytes, String mediaType) throws IOException;

    /** Writes and syncs a file, without reading it whole into memory. */
    BlobRef put(Path file, String mediaType) throws IOException;

    /**
     * Reads a blob and verifies its digest.
     *
     * @throws MissingBlobException if there is no such blob
     * @throws CorruptBlobException if length or digest differ from the reference
     */
    byte[] get(BlobRef reference) throws IOException;

    boolean contains(BlobRef reference) throws IOException;
}
