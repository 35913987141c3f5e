package io.perennial.curator;

import io.perennial.runtime.ServiceMain;

/** {@code perennial-curator}: curates all modalities until it is asked to stop. */
public final class CuratorMain {
    private CuratorMain() {}

    public static void main(String[] arguments) {
        ServiceMain.run("perennial-curator", CuratorConfig.definition(), arguments, CuratorService::new);
    }
}
