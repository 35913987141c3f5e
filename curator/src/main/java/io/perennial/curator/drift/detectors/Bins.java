package io.perennial.curator.drift.detectors;

/** Bins for values of one kind, which never change. */
public interface Bins<T> {
    int size();

    /** The bin of a value, from 0. */
    int bin(T value);

    byte[] toBytes();
}
