package io.perennial.schemas.blobs;

import java.io.IOException;

/** The bytes of a blob do not match its name or its length. */
public final class CorruptBlobException extends IOException {
    private static final long serialVersionUID = 1L;

    public CorruptBlobException(String message) {
        super(message);
    }
}
