package io.perennial.schemas.pictures;

/** Bytes that are no picture, or one whose decoding could cost more than its pixels. The message is one line for people. */
public final class UndecodablePictureException extends Exception {
    private static final long serialVersionUID = 1L;

    public UndecodablePictureException(String message) {
        super(message);
    }

    public UndecodablePictureException(String message, Throwable cause) {
        super(message, cause);
    }
}
