package io.perennial.trainer;

import io.perennial.runtime.ServiceMain;

/** Runs one trainer as a process of its own. */
public final class TrainerMain {
    private TrainerMain() {}

    public static void main(String[] arguments) {
        ServiceMain.run("perennial-trainer", TrainerConfig.definition(), arguments, TrainerService::new);
    }
}
