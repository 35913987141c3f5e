package io.perennial.curator.parsing;

/**
 * Who published a sample, and under which name.
 *
 * @param sampleId id chosen by the publisher, else {@code <topic>-<partition>-<offset>}
 * @param source who published it
 */
public record Identity(String sampleId, String source) {
    /** Ids are keys of topics and stores; a longer one is not an id. In UTF-16 units. */
    public static final int MAX_LENGTH = 512;

    public Identity {
        if (sampleId.isEmpty() || sampleId.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("sample id must have 1 to " + MAX_LENGTH + " characters");
        }
        if (source.isEmpty() || source.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("source must have 1 to " + MAX_LENGTH + " characters");
        }
    }
}
