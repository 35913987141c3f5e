package io.perennial.curator.history;

import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds verdicts by the id of their sample. Reads {@code curation.verdicts} once for each link of a chain of duplicates. */
final class VerdictSearch {
    /** Near-duplicates name the earliest similar text, so chains are short; this ends a search in a log that somebody forged. */
    private static final int MOST_LINKS = 32;

    private static final AvroWire<Verdict> WIRE = AvroWire.of(Verdict.class);

    private final PastRecords past;
    private final Map<String, List<LoggedVerdict>> found = new HashMap<>();

    private VerdictSearch(PastRecords past) {
        this.past = past;
    }

    /** The verdicts of a sample and of all those that they lead to, as long as the topic has them. */
    static VerdictSearch of(String sampleId, PastRecords past) {
        VerdictSearch search = new VerdictSearch(past);
        Set<String> wanted = Set.of(sampleId);
        for (int link = 0; link <= MOST_LINKS && !wanted.isEmpty(); link++) {
            search.find(wanted);
            wanted = search.unknownSurvivors(wanted);
        }
        return search;
    }

    /** In the order in which they were written. Empty if there is none. */
    List<LoggedVerdict> verdicts(String sampleId) {
        return found.getOrDefault(sampleId, List.of());
    }

    /**
     * What the sample of a verdict is a duplicate of, what that is a duplicate of, and so on.
     *
     * @return by sample id; null for one whose verdict the topic no longer has, which ends the chain
     */
    Map<String, @Nullable Verdict> chain(Verdict verdict) {
        Map<String, @Nullable Verdict> chain = new LinkedHashMap<>();
        String next = survivor(verdict);
        while (next != null && !next.equals(verdict.getSampleId()) && !chain.containsKey(next)) {
            Verdict link = best(verdicts(next));
            chain.put(next, link);
            next = link == null ? null : survivor(link);
        }
        return chain;
    }

    /** An id may have been judged again; the verdict that kept it is the one that others were compared with. */
    private static @Nullable Verdict best(List<LoggedVerdict> verdicts) {
        Verdict best = null;
        for (LoggedVerdict logged : verdicts) {
            if (best == null || best.getOutcome() != Outcome.KEPT) {
                best = logged.verdict();
            }
        }
        return best;
    }

    private static @Nullable String survivor(Verdict verdict) {
        return verdict.getOutcome() == Outcome.DUPLICATE ? verdict.getDuplicateOf() : null;
    }

    private void find(Set<String> wanted) {
        wanted.forEach(id -> found.put(id, new ArrayList<>()));
        past.read(past.all(Topics.CURATION_VERDICTS), record -> {
            String sampleId = record.key();
            List<LoggedVerdict> verdicts = sampleId == null || !wanted.contains(sampleId) ? null : found.get(sampleId);
            if (verdicts != null) {
                SourcePosition position = new SourcePosition(record.topic(), record.partition(), record.offset());
                verdicts.add(new LoggedVerdict(position, TopicTail.decode(WIRE, record)));
            }
        });
    }

    private Set<String> unknownSurvivors(Set<String> sampleIds) {
        Set<String> unknown = new HashSet<>();
        for (String sampleId : sampleIds) {
            for (LoggedVerdict logged : verdicts(sampleId)) {
                String survivor = survivor(logged.verdict());
                if (survivor != null && !found.containsKey(survivor)) {
                    unknown.add(survivor);
                }
            }
        }
        return unknown;
    }
}
