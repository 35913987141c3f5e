package io.perennial.curator.drift.detectors;

import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.StreamDetector;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Watches a stream of 0 and 1 for a change of its rate: rejects, repeats, disagreements, hits of a recogniser. */
public abstract class BernoulliDetector implements StreamDetector {
    /** What an observation led to. */
    public enum Level {
        NORMAL,
        /** The rate may be changing; nothing is reset. */
        WARNING,
        /** The rate has changed; the next observation begins a new stream. */
        DRIFT
    }

    private final StateFormat format;
    private final int bytes;
    private Level level = Level.NORMAL;

    /** @param bytes that {@link #write} writes */
    BernoulliDetector(StateFormat format, int bytes) {
        this.format = format;
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException if the value is neither 0 nor 1 */
    @Override
    public final @Nullable Change add(double value) {
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException("an observation must be 0 or 1, was " + value);
        }
        if (level == Level.DRIFT) {
            startAnew();
        }
        level = judge(value);
        return level == Level.DRIFT ? change() : null;
    }

    /** What the last observation led to. */
    public final Level level() {
        return level;
    }

    abstract void startAnew();

    abstract Level judge(double value);

    /** What the last observation was judged by; asked for where that is drift. */
    abstract Change change();

    /** Writes settings and state. */
    abstract void write(ByteBuffer state);

    @Override
    public final byte[] toBytes() {
        ByteBuffer state = format.begin(bytes + Byte.BYTES);
        write(state);
        return StateFormat.written(state.put((byte) (level == Level.DRIFT ? 1 : 0)));
    }

    /** Reads the last byte of a state: of the level only whether a new stream begins. */
    final void readLevel(ByteBuffer state) {
        level = state.get() == 0 ? Level.NORMAL : Level.DRIFT;
    }
}
