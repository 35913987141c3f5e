package io.perennial.trainer;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * When a window that is not full is closed. The answer depends on the time, which the log of samples does not tell; so what follows from
 * it, the ends of the window, is kept in the plan of the update and in its manifest. Used by one thread.
 */
final class EarlyClosing {
    private final Rule rule;
    private final LongSupplier nanoTime;
    private long openedAt;

    /** @param nanoTime a clock that never goes back, as {@link System#nanoTime} */
    EarlyClosing(Rule rule, LongSupplier nanoTime) {
        this.rule = rule;
        this.nanoTime = nanoTime;
        this.openedAt = nanoTime.getAsLong();
    }

    /**
     * The rule.
     *
     * @param after how long a window stays open at most; zero: until it is full
     * @param onDrift whether a drift signal that asks to train now closes it
     * @param leastSamples samples that it must have to be closed by time or drift
     */
    record Rule(Duration after, boolean onDrift, int leastSamples) {
        /** Only a command closes a window early. */
        static final Rule NEVER = new Rule(Duration.ZERO, false, 100);

        /** True if something besides a command may close a window early. */
        boolean isInForce() {
            return onDrift || !after.isZero();
        }
    }

    /** A window begins to wait for samples. */
    void opened() {
        openedAt = nanoTime.getAsLong();
    }

    /**
     * Why the window is to be closed now; empty if it stays open.
     *
     * @param samples samples that it has
     * @param commanded whether a command asks for it; that needs no least number of samples
     * @param driftAsks whether a drift signal asks for it; asked only where the answer counts
     */
    Optional<String> reason(long samples, boolean commanded, BooleanSupplier driftAsks) {
        if (commanded) {
            return Optional.of("a command");
        }
        if (!rule.isInForce() || samples < rule.leastSamples()) {
            return Optional.empty();
        }
        if (!rule.after().isZero()
                && nanoTime.getAsLong() - openedAt >= rule.after().toNanos()) {
            return Optional.of("time");
        }
        return rule.onDrift() && driftAsks.getAsBoolean() ? Optional.of("drift") : Optional.empty();
    }
}
