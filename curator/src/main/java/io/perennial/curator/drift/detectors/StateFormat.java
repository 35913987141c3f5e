package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/** The first two bytes of a written state: who wrote it, and in which version of its format. Numbers are never used twice. */
enum StateFormat {
    PAGE_HINKLEY(1, 2),
    KSWIN(2, 2),
    DDM(3, 2),
    HDDM_A(4, 2),
    HDDM_W(5, 2),
    QUANTILE_BINS(6, 1),
    CATEGORY_BINS(7, 1),
    BIN_COUNTS(8, 1),
    QUANTILE_SKETCH(9, 1),
    EMBEDDING_MOMENTS(10, 1),
    FEATURE_SUMS(11, 1),
    NEWMA(12, 1),
    EMBEDDING_WATCH(13, 1),
    DOMAIN_WATCH(14, 1),
    EMBEDDING_SUMS(15, 1);

    private static final int HEADER = 2;

    private final byte writer;
    private final byte version;

    StateFormat(int writer, int version) {
        this.writer = (byte) writer;
        this.version = (byte) version;
    }

    /** A buffer of so many bytes after the header, which is there already. */
    ByteBuffer begin(int bytes) {
        return ByteBuffer.allocate(HEADER + bytes).put(writer).put(version);
    }

    /** What was written to a buffer of {@link #begin}, which is full. */
    static byte[] written(ByteBuffer buffer) {
        if (buffer.hasRemaining()) {
            throw new IllegalStateException(buffer.remaining() + " bytes of a state were not written");
        }
        byte[] state = new byte[buffer.flip().remaining()];
        buffer.get(state);
        return state;
    }

    /**
     * The bytes after the header of a state of any length.
     *
     * @throws IllegalArgumentException if another detector or another version wrote it
     */
    ByteBuffer open(byte[] state) {
        if (state.length < HEADER || state[0] != writer || state[1] != version) {
            String found =
                    state.length < HEADER ? state.length + " bytes" : "writer " + state[0] + " version " + state[1];
            throw new IllegalArgumentException("not a state of " + this + " (writer " + writer + " version " + version
                    + "): " + found + "; a detector without this state starts anew");
        }
        return ByteBuffer.wrap(state, HEADER, state.length - HEADER);
    }

    /** As {@link #open(byte[])}, of a state that has exactly so many bytes after the header. */
    ByteBuffer open(byte[] state, long bytes) {
        ByteBuffer buffer = open(state);
        requireRemaining(buffer, bytes);
        return buffer;
    }

    /** @throws IllegalArgumentException if the buffer does not hold exactly so many bytes more */
    void requireRemaining(ByteBuffer buffer, long bytes) {
        if (buffer.remaining() != bytes) {
            throw new IllegalArgumentException("state of " + this + " is damaged: " + buffer.remaining()
                    + " bytes where " + bytes + " are expected");
        }
    }

    /** @throws IllegalArgumentException if the buffer does not hold so many bytes more */
    void requireAtLeast(ByteBuffer buffer, long bytes) {
        if (buffer.remaining() < bytes) {
            throw new IllegalArgumentException("state of " + this + " is damaged: " + buffer.remaining()
                    + " bytes where at least " + bytes + " are expected");
        }
    }

    /**
     * How many numbers of eight bytes follow.
     *
     * @throws IllegalArgumentException if the buffer ends within one
     */
    int numbers(ByteBuffer buffer) {
        int count = buffer.remaining() / Long.BYTES;
        requireRemaining(buffer, (long) count * Long.BYTES);
        return count;
    }
}
