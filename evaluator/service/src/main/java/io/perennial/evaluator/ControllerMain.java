package io.perennial.evaluator;

import io.perennial.runtime.ServiceMain;

/** Starts the promotion controller. */
public final class ControllerMain {
    private ControllerMain() {}

    public static void main(String[] arguments) {
        ServiceMain.run("perennial-controller", ControllerConfig.definition(), arguments, ControllerService::new);
    }
}
