package io.perennial.local.demo;

/** The run was stopped while the story was told. */
final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopped");
    }
}
