package io.perennial.schemas.blobs;

import java.io.IOException;

/** A blob that an event names is not in the store. */
public final class MissingBlobException extends IOException {
    private static final long serialVersionUID = 1L;

    public MissingBlobException(String message) {
        super(message);
    }
}
