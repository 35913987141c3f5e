package io.perennial.console.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Slows down guessing: after some wrong passwords from one address for one name, further tries wait. Safe for several threads. */
public final class SignInThrottle {
    private static final int FREE_TRIES = 5;
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<Key, Failures> failures = new LinkedHashMap<>();

    private record Key(String name, String address) {}

    private record Failures(int count, Instant last) {}

    public SignInThrottle(Clock clock) {
        this.clock = clock;
    }

    /** How long this address must wait before it may try this name; empty: not at all. */
    public synchronized Optional<Duration> pause(String name, String address) {
        Failures before = failures.get(new Key(name, address));
        if (before == null || before.count() < FREE_TRIES) {
            return Optional.empty();
        }
        Duration left = Duration.between(clock.instant(), before.last().plus(PAUSE));
        return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
    }

    public synchronized void failed(String name, String address) {
        Key key = new Key(name, address);
        Failures before = failures.getOrDefault(key, new Failures(0, clock.instant()));
        failures.put(key, new Failures(before.count() + 1, clock.instant()));
        if (failures.size() > MOST) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    public synchronized void succeeded(String name, String address) {
        failures.remove(new Key(name, address));
    }
}
