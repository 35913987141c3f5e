package io.perennial.encoders;

import java.util.Objects;

/** What an encoder reads. */
public sealed interface Content permits Content.Text, Content.Image {
    /** Text or log lines. */
    record Text(String text) implements Content {}

    /**
     * An encoded picture (PNG, JPEG, ...), with what somebody wrote about it.
     *
     * @param encoded the bytes; neither side changes them
     * @param caption empty where there is none; it is trained with by {@link Objective#CLIP} alone and never embedded
     */
    @SuppressWarnings("ArrayRecordComponent") // Pictures are compared by sample id, never by this record.
    record Image(byte[] encoded, String caption) implements Content {
        public Image {
            Objects.requireNonNull(caption, "caption");
        }

        /** A picture without a caption. */
        public Image(byte[] encoded) {
            this(encoded, "");
        }
    }
}
