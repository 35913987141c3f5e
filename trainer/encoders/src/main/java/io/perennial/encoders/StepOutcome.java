package io.perennial.encoders;

/** What became of an optimiser step. */
public enum StepOutcome {
    /** The parameters moved. */
    TAKEN,
    /** The batch was passed over, because its gradient or loss was out of all proportion; nothing changed. */
    SKIPPED,
    /** Skipping did not help: parameters and moments went back to where they were good last. */
    ROLLED_BACK
}
