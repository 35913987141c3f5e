package io.perennial.trainer;

import java.time.Duration;

/** Asked after each step whether the update must be given up. It may also hold the update up, while the trainer is paused. */
@FunctionalInterface
interface Interruption {
    /** @param remaining how long the rest of the update is expected to take */
    boolean interrupts(Duration remaining);
}
