package io.perennial.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Spaces samples evenly in time. A pause does not earn a burst. Used by one thread. */
public final class RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Clock clock;
    private final Duration interval;
    private Instant next = Instant.MIN;

    /** @param perSecond samples for each second, above zero; infinity: no limit */
    public RateLimit(double perSecond, Clock clock) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("rate must be above 0, was " + perSecond);
        }
        this.clock = clock;
        this.interval = Duration.ofNanos((long) (NANOS_PER_SECOND / perSecond));
    }

    /** Takes the next place in line and returns how long to wait for it. */
    public Duration reserve() {
        Instant now = clock.instant();
        Instant place = next.isAfter(now) ? next : now;
        next = place.plus(interval);
        return Duration.between(now, place);
    }
}
