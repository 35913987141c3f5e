package io.perennial.local.demo;

import io.perennial.local.view.RunState;
import java.time.Duration;
import java.util.Optional;

/** Every model gets its first champion, as without a demo. */
final class FirstChampions implements Chapter {
    private static final Duration LIMIT = Duration.ofMinutes(12);

    private final RunState state;

    FirstChampions(RunState state) {
        this.state = state;
    }

    @Override
    public void tell(Narrator narrator) throws InterruptedException, StoppedException {
        narrator.tell("begins when every model has its first champion; three chapters follow");
        boolean all = narrator.await(LIMIT, () -> state.allPromoted() ? Optional.of(true) : Optional.empty())
                .isPresent();
        if (!all) {
            narrator.tell("not every model has been promoted within " + LIMIT.toMinutes()
                    + " minutes; the story goes on with those that have");
        }
    }
}
