package io.perennial.curator.privacy;

/**
 * Personal data in a text.
 *
 * @param begin index of its first character
 * @param end index behind its last character
 * @param score how sure that is, from 0 to 1
 * @param value the data in a form that does not depend on how it was written; stays in this package
 */
record Finding(PersonalDataType type, int begin, int end, double score, String value) {
    /** The score of what has a checksum, and the right one. */
    static final double CERTAIN = 1;

    /** What a word of the context adds. */
    static final double CONTEXT_BOOST = 0.35;

    static double inContext(double score) {
        return Math.min(CERTAIN, score + CONTEXT_BOOST);
    }

    boolean overlaps(Finding other) {
        return begin < other.end && other.begin < end;
    }

    /** Without the value: it must not get into a log. */
    @Override
    public String toString() {
        return type + " at " + begin + " to " + end + " with " + score;
    }
}
