package io.perennial.curator.drift.detectors;

/** Watches a stream of numbers for a change, in the order in which they come. Not mergeable: one detector sees the whole stream. */
public interface StreamDetector {
    /**
     * Adds an observation.
     *
     * @return whether this is an alarm; the next observation then begins a new stream
     * @throws IllegalArgumentException if the value is not finite
     */
    boolean add(double value);

    /** What the last observation was judged by; 0 while there is too little to judge. Still there after an alarm. */
    double statistic();

    /** What {@link #statistic()} has to reach or exceed for an alarm. */
    double threshold();

    /** The whole state with its settings; a detector read from it goes on as if nothing had happened. */
    byte[] toBytes();
}
