package io.perennial.ingest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Counts what was published and draws a bar on standard error when that is a terminal. Used by one thread. */
final class Progress {
    private static final int BAR_CELLS = 24;
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final PrintStream err;
    private final boolean drawn;
    private final Clock clock;
    private final Instant started;
    private final long totalBytes;
    private Instant lastDrawn = Instant.MIN;
    private long bytes;
    private long published;
    private long known;

    /** @param totalBytes bytes to read in all; 0: not known */
    Progress(PrintStream err, boolean drawn, long totalBytes, Clock clock) {
        this.err = err;
        this.drawn = drawn;
        this.totalBytes = totalBytes;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** True if standard error is a terminal; where /proc does not tell, it counts as none. */
    static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    void count(boolean isNew, long sampleBytes) {
        if (isNew) {
            published++;
        } else {
            known++;
        }
        bytes += sampleBytes;
        redraw();
    }

    long published() {
        return published;
    }

    /** The closing line. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "published %d, already published %d, %.1f s, %.0f samples/s",
                published,
                known,
                seconds(),
                rate());
    }

    void finish() {
        if (drawn) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }

    private void redraw() {
        Instant now = clock.instant();
        if (!drawn || now.isBefore(lastDrawn.plus(REDRAW))) {
            return;
        }
        lastDrawn = now;
        err.print("\r\u001b[K" + line());
        err.flush();
    }

    String line() {
        String counts = String.format(Locale.ROOT, "%d published, %d known, %.0f/s", published, known, rate());
        if (totalBytes == 0) {
            return counts;
        }
        double share = Math.min(1.0, (double) bytes / totalBytes);
        int filled = (int) Math.round(share * BAR_CELLS);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3.0f%%  %s",
                "#".repeat(filled),
                ".".repeat(BAR_CELLS - filled),
                100 * share,
                counts);
    }

    private double seconds() {
        return Duration.between(started, clock.instant()).toMillis() / MILLIS_PER_SECOND;
    }

    private double rate() {
        double seconds = seconds();
        return seconds > 0 ? published / seconds : 0;
    }
}
