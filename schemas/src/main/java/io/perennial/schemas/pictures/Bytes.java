package io.perennial.schemas.pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Numbers and names in a file. Callers see to it that they read within {@link #length()}. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Bytes(byte[] array) {
    int length() {
        return array.length;
    }

    int at(int position) {
        return array[position] & 0xFF;
    }

    int shortAt(int position, ByteOrder order) {
        return ByteBuffer.wrap(array).order(order).getShort(position) & 0xFFFF;
    }

    /** From 0 to 2^32-1. */
    long intAt(int position, ByteOrder order) {
        return ByteBuffer.wrap(array).order(order).getInt(position) & 0xFFFF_FFFFL;
    }

    /** Four characters of Latin-1. */
    String nameAt(int position) {
        return new String(array, position, 4, StandardCharsets.ISO_8859_1);
    }

    /** @param expected one character for each byte; beyond the end there is nothing */
    boolean haveAt(int position, String expected) {
        if (array.length - position < expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (at(position + i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
