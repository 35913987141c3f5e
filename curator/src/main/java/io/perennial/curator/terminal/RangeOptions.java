package io.perennial.curator.terminal;

import io.perennial.curator.history.ReplayedRange;
import io.perennial.runtime.ServiceException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which past records: one way to say it. */
final class RangeOptions {
    private static final long DEFAULT_LAST = 10_000;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "The last N records of each partition; the default, with N = 10000.")
    private @Nullable Long last;

    @Option(names = "--from", paramLabel = "TIME", description = "Records not older, for example 2026-11-20T08:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Records older than that.")
    private @Nullable String to;

    @Option(names = "--offsets", paramLabel = "P@FROM..TO", description = "Offsets of one partition.")
    private @Nullable String offsets;

    ReplayedRange range() {
        boolean times = from != null || to != null;
        if ((last == null ? 0 : 1) + (times ? 1 : 0) + (offsets == null ? 0 : 1) > 1) {
            throw ServiceException.usage("give only one of --last, --from and --to, and --offsets");
        }
        if (times) {
            Instant start = from == null ? Instant.EPOCH : time("--from", from);
            Instant end = to == null ? Instant.ofEpochMilli(Long.MAX_VALUE) : time("--to", to);
            if (!start.isBefore(end)) {
                throw ServiceException.usage("--from " + from + " is not before --to " + to + "; swap them");
            }
            return new ReplayedRange.Times(start, end);
        }
        if (offsets != null) {
            return ReplayedRange.Offsets.parse(offsets);
        }
        long count = last == null ? DEFAULT_LAST : last;
        if (count < 1) {
            throw ServiceException.usage("--last was " + count + "; give 1 or more");
        }
        return new ReplayedRange.Last(count);
    }

    static Instant time(String option, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw ServiceException.usage(
                    option + " was '" + text + "'; write a time with its zone, for example 2026-11-20T08:00:00Z");
        }
    }
}
