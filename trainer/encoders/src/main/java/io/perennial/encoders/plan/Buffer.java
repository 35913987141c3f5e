package io.perennial.encoders.plan;

import java.util.Objects;

/**
 * Memory that a plan owns for as long as it is bound. Identity matters: two buffers with the same name in two plans are two
 * buffers.
 */
public final class Buffer {
    /** What a buffer holds. */
    public enum Element {
        /** Floating point numbers in the precision of the executor. */
        REAL,
        /** Signed 32-bit integers: tokens, rows, labels. */
        INTEGER
    }

    private final String name;
    private final long length;
    private final Element element;

    Buffer(String name, long length, Element element) {
        this.name = Objects.requireNonNull(name);
        this.length = length;
        this.element = element;
        if (length < 1) {
            throw new IllegalArgumentException("buffer " + name + " needs at least one element, was " + length);
        }
    }

    public String name() {
        return name;
    }

    public long length() {
        return length;
    }

    public Element element() {
        return element;
    }

    @Override
    public String toString() {
        return name + "[" + length + " " + element + "]";
    }
}
