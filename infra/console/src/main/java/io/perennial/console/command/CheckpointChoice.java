package io.perennial.console.command;

import io.perennial.console.state.ActionRules;
import io.perennial.console.state.Candidate;
import io.perennial.console.state.ModelState;
import io.perennial.schemas.records.OperatorAction;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds the checkpoint that a person names by version number, by id, or by the first digits of the id. */
public final class CheckpointChoice {
    private static final Pattern VERSION = Pattern.compile("[vV]?(\\d{1,7})");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8,64}");
    private static final int SHOWN_DIGITS = 12;

    private CheckpointChoice() {}

    /** @throws RefusedException if no checkpoint, or more than one, is meant, or the action makes no sense for it */
    public static Candidate find(ModelState model, OperatorAction action, String named) {
        List<Candidate> matches = matches(model, named.strip().toLowerCase(Locale.ROOT));
        if (matches.isEmpty()) {
            throw new RefusedException(
                    Refusal.UNKNOWN,
                    "%s has no checkpoint %s; name a version number or the first 8 digits of an id, see `candidates`"
                            .formatted(model.model(), named.strip()));
        }
        List<Candidate> possible = matches.stream()
                .filter(candidate ->
                        ActionRules.obstacle(action, model, candidate).isEmpty())
                .toList();
        if (possible.isEmpty()) {
            String obstacle =
                    ActionRules.obstacle(action, model, matches.get(0)).orElseThrow();
            throw new RefusedException(Refusal.NOT_POSSIBLE_NOW, model.model() + ": " + obstacle);
        }
        if (possible.size() > 1) {
            throw new RefusedException(
                    Refusal.INVALID,
                    "%s has %d checkpoints that match %s: %s; name one by its id"
                            .formatted(model.model(), possible.size(), named.strip(), shortIds(possible)));
        }
        return possible.get(0);
    }

    private static List<Candidate> matches(ModelState model, String named) {
        var version = VERSION.matcher(named);
        if (version.matches()) {
            long number = Long.parseLong(version.group(1));
            List<Candidate> byVersion = model.candidates().stream()
                    .filter(candidate -> candidate.version() == number)
                    .toList();
            if (!byVersion.isEmpty()) {
                return byVersion;
            }
        }
        if (!ID.matcher(named).matches()) {
            return List.of();
        }
        return model.candidates().stream()
                .filter(candidate -> candidate.id().startsWith(named))
                .toList();
    }

    private static List<String> shortIds(List<Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> candidate
                        .id()
                        .substring(0, Math.min(SHOWN_DIGITS, candidate.id().length())))
                .toList();
    }
}
