package io.perennial.curator.drift.detectors;

/**
 * Watches a stream of yes and no for a change of its rate: disagreements, parse failures, hits of a recogniser. Not mergeable: one
 * detector sees the whole stream.
 */
public interface BernoulliDetector {
    /** What an observation led to. */
    enum Level {
        NORMAL,
        /** The rate may be changing; nothing is reset. */
        WARNING,
        /** The rate has changed; the next observation begins a new stream. */
        DRIFT
    }

    /** Adds an observation. */
    Level add(boolean hit);

    /** What the last observation was judged by; 0 while there is too little to judge. Still there after an alarm. */
    double statistic();

    /** What {@link #statistic()} was compared with for drift at the last observation; infinite while there is too little to judge. */
    double threshold();

    /** The whole state with its settings; a detector read from it goes on as if nothing had happened. */
    byte[] toBytes();
}
