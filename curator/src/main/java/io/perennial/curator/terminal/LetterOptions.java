package io.perennial.curator.terminal;

import io.perennial.curator.reprocessing.LetterSelection;
import io.perennial.runtime.ServiceException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters. */
final class LetterOptions {
    @Option(
            names = "--error",
            paramLabel = "RULE",
            description = "Only this error, for example missing_blob; may be given more than once.")
    private List<String> errors = List.of();

    @Option(names = "--source", description = "Only this source; may be given more than once.")
    private List<String> sources = List.of();

    @Option(names = "--topic", description = "Only of this raw topic; may be given more than once.")
    private List<String> topics = List.of();

    @Option(names = "--from", paramLabel = "TIME", description = "Raw records not older, as 2026-11-20T08:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Raw records older than that.")
    private @Nullable String to;

    @Option(
            names = "--again",
            description = "Also what was put back before and failed again; without it, such entries are left alone.")
    private boolean again;

    LetterSelection selection() {
        Instant start = from == null ? Instant.EPOCH : RangeOptions.time("--from", from);
        Instant end = to == null ? Instant.MAX : RangeOptions.time("--to", to);
        if (!start.isBefore(end)) {
            throw ServiceException.usage("--from " + from + " is not before --to " + to + "; swap them");
        }
        return new LetterSelection(Set.copyOf(errors), Set.copyOf(sources), Set.copyOf(topics), start, end, again);
    }
}
