package io.perennial.local.samples;

import java.nio.charset.StandardCharsets;

/**
 * An item with the label that its origin gives it. The label is used in gold sets only; what is published has none.
 *
 * @param label class, for example the library of a paragraph
 * @param group items of one group, for example of one source file, are either all held out or all published
 * @param content UTF-8 text or an encoded picture; not copied, so nobody changes it
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; the bytes are handed on as they are.
public record LabelledSample(String label, String group, byte[] content) {
    public LabelledSample {
        if (label.isBlank() || group.isBlank() || content.length == 0) {
            throw new IllegalArgumentException("label, group and content must not be empty: " + label + ", " + group);
        }
    }

    static LabelledSample text(String label, String group, String text) {
        return new LabelledSample(label, group, text.getBytes(StandardCharsets.UTF_8));
    }

    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }
}
