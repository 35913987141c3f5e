package io.perennial.tests.data;

/**
 * One item of a labelled data set.
 *
 * @param label class
 * @param content UTF-8 text or an encoded picture; not changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent") // Items are never compared.
public record Labelled(String label, byte[] content) {}
