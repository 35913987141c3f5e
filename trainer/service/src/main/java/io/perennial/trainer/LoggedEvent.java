package io.perennial.trainer;

/**
 * An event and its offset in the log.
 *
 * @param <T> the record class
 */
record LoggedEvent<T>(long offset, T event) {}
