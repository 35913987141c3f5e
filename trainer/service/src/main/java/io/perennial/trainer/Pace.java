package io.perennial.trainer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Speed over the last seconds. */
final class Pace {
    private static final long HORIZON_NANOS = Duration.ofSeconds(10).toNanos();

    private record Mark(long nanos, long tokens, int steps) {}

    private final LongSupplier nanoClock;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long tokens;
    private int steps;

    /** @param nanoClock monotonous clock such as {@code System::nanoTime} */
    Pace(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        marks.add(new Mark(nanoClock.getAsLong(), 0, 0));
    }

    void stepped(long stepTokens) {
        tokens += stepTokens;
        steps++;
        long now = nanoClock.getAsLong();
        marks.addLast(new Mark(now, tokens, steps));
        while (marks.size() > 2 && now - marks.getFirst().nanos > HORIZON_NANOS) {
            marks.removeFirst();
        }
    }

    double tokensPerSecond() {
        Mark oldest = marks.getFirst();
        Mark newest = marks.getLast();
        return newest.nanos == oldest.nanos ? 0 : (newest.tokens - oldest.tokens) * 1e9 / (newest.nanos - oldest.nanos);
    }

    double stepsPerSecond() {
        Mark oldest = marks.getFirst();
        Mark newest = marks.getLast();
        return newest.nanos == oldest.nanos ? 0 : (newest.steps - oldest.steps) * 1e9 / (newest.nanos - oldest.nanos);
    }

    /** Time that the given number of steps takes at this pace. */
    Duration forecast(int stepsLeft) {
        Mark oldest = marks.getFirst();
        Mark newest = marks.getLast();
        int counted = Math.max(1, newest.steps - oldest.steps);
        return Duration.ofNanos((newest.nanos - oldest.nanos) / counted * stepsLeft);
    }
}
