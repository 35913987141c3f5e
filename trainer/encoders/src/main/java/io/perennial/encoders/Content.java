package io.perennial.encoders;

/** What an encoder reads. */
public sealed interface Content permits Content.Text, Content.Image {
    /** Text or log lines. */
    record Text(String text) implements Content {}

    /**
     * An encoded picture (PNG, JPEG, ...).
     *
     * @param encoded the bytes; neither side changes them
     */
    @SuppressWarnings("ArrayRecordComponent") // Pictures are compared by sample id, never by this record.
    record Image(byte[] encoded) implements Content {}
}
