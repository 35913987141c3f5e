package io.perennial.curator.terminal;

import io.perennial.curator.history.ScanProgress;
import java.io.PrintWriter;

/** A line for every tenth of a stage, on standard error, so that standard output holds results alone. */
final class TerminalProgress implements ScanProgress {
    private static final int TENTHS = 10;

    private final PrintWriter err;

    TerminalProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void at(String stage, long done, long total) {
        long tenth = Math.max(1, total / TENTHS);
        if (total >= TENTHS && done % tenth == 0) {
            err.println(stage + ": " + done + " of " + total);
        }
    }
}
