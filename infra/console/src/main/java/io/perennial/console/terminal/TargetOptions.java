package io.perennial.console.terminal;

import picocli.CommandLine.Option;

/** Options of the verbs that change something to a version. */
final class TargetOptions extends CommandOptions {
    @Option(names = "--to", required = true, description = "Version number, or first digits of a checkpoint id.")
    private String target = "";

    @Override
    String target() {
        return target;
    }
}
