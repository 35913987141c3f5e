package io.perennial.serving;

import io.perennial.runtime.ServiceMain;

/** Entry point of the embedding server. */
public final class ServingMain {
    private ServingMain() {}

    public static void main(String[] arguments) {
        ServiceMain.run("perennial-serving", ServingConfig.definition(), arguments, ServingService::new);
    }
}
