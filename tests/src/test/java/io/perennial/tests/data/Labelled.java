package io.perennial.tests.data;

import io.perennial.schemas.blobs.Sha256;

/**
 * One item of a labelled data set.
 *
 * @param label class
 * @param group items so alike that they belong into the same split
 * @param content UTF-8 text or an encoded picture; not changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent") // Items are never compared.
public record Labelled(String label, String group, byte[] content) {
    /** An item that is alike only to copies of itself. */
    static Labelled alone(String label, byte[] content) {
        return new Labelled(label, Sha256.of(content), content);
    }
}
