package io.perennial.curator.drift;

import org.jspecify.annotations.Nullable;

/** Watches a stream of numbers for a change, in the order in which they come. Not mergeable: one detector sees the whole stream. */
public interface StreamDetector {
    /**
     * Adds an observation.
     *
     * @return the change if this is an alarm, after which the next observation begins a new stream; else null
     * @throws IllegalArgumentException if the detector cannot take the value
     */
    @Nullable
    Change add(double value);

    /** The whole state with its settings; a detector read from it goes on as if nothing had happened. */
    byte[] toBytes();
}
