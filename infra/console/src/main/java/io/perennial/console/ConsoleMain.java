package io.perennial.console;

import io.perennial.runtime.ServiceMain;

/** Starts the console. */
public final class ConsoleMain {
    private ConsoleMain() {}

    public static void main(String[] arguments) {
        ServiceMain.run("perennial-console", ConsoleConfig.definition(), arguments, ConsoleService::new);
    }
}
