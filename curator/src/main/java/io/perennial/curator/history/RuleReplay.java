package io.perennial.curator.history;

import io.perennial.curator.CuratorVersion;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.topology.DirectCuration;
import io.perennial.curator.topology.EventTime;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges past raw records by another rule file and compares with the verdicts that they got. No topic is written to. How far it goes:
 *
 * <ul>
 *   <li>Contents, bands and templates are remembered from the records of the range alone. What a verdict called a duplicate of a sample
 *       from before the range stays one if the new rules let it pass and its content is the same.
 *   <li>Token buckets of templates are full at the beginning of the range.
 *   <li>Gold sets are those of now.
 *   <li>Partitions are merged by the time of their records; the curator took them as they came, so it may have kept another one of equal
 *       samples from different partitions.
 * </ul>
 */
public final class RuleReplay {
    /** For each, its verdict and its content are kept in memory: about 2 KB. */
    public static final long MOST_RECORDS = 500_000;

    private static final String EXACT_DUPLICATE = "exact_duplicate";
    private static final AvroWire<Verdict> WIRE = AvroWire.of(Verdict.class);

    private final PastRecords past;
    private final BlobStore blobs;
    private final ScanProgress progress;

    public RuleReplay(PastRecords past, BlobStore blobs, ScanProgress progress) {
        this.past = past;
        this.blobs = blobs;
        this.progress = progress;
    }

    /**
     * Replays the records of a range.
     *
     * @param samples how many ids are named for each kind of change
     * @throws ServiceException of kind data if there is nothing in the range, of kind usage if there is too much
     */
    public ReplayDifference replay(RuleSet rules, ReplayedRange range, int samples) {
        String topic = Topics.raw(rules.modality());
        List<OffsetRange> ranges = range.of(topic, past);
        long offsets = ranges.stream()
                .mapToLong(part -> part.getToOffset() - part.getFromOffset())
                .sum();
        if (offsets > MOST_RECORDS) {
            throw ServiceException.usage(
                    "the range has " + offsets + " records of " + topic + "; at most " + MOST_RECORDS
                            + " are replayed at once: name a smaller one with --last, --from and --to, or --offsets");
        }
        Instant first = firstTime(ranges, offsets);
        if (first == null) {
            throw ServiceException.data(
                    topic
                            + " has no record in that range; look at what retention has left of it, or name another range",
                    null);
        }
        Map<SourcePosition, Verdict> before = verdicts(ranges, first);
        Set<String> named = nameable(before);
        DirectCuration curation = new DirectCuration(rules, blobs, GoldTopic.read(past), CuratorVersion.read());
        ReplayDifference.Builder difference = new ReplayDifference.Builder(rules, ranges, samples);
        past.read(ranges, record -> {
            Verdict old = before.get(new SourcePosition(topic, record.partition(), record.offset()));
            Verdict now = curation.judge(record, isDuplicateFromBefore(old, named) ? old : null);
            difference.add(old, now);
            progress.at("judging " + topic, difference.records(), offsets);
        });
        return difference.build();
    }

    /** Ids of the range that a duplicate can name. An exact duplicate is none of them: it may have the id of its own survivor. */
    private static Set<String> nameable(Map<SourcePosition, Verdict> verdicts) {
        Set<String> ids = new HashSet<>();
        for (Verdict verdict : verdicts.values()) {
            if (!verdict.getRule().equals(EXACT_DUPLICATE)) {
                ids.add(verdict.getSampleId());
            }
        }
        return ids;
    }

    private static boolean isDuplicateFromBefore(@Nullable Verdict old, Set<String> nameable) {
        return old != null && old.getOutcome() == Outcome.DUPLICATE && !nameable.contains(old.getDuplicateOf());
    }

    private @Nullable Instant firstTime(List<OffsetRange> ranges, long offsets) {
        long[] count = {0};
        long[] first = {Long.MAX_VALUE};
        past.read(ranges, record -> {
            first[0] = Math.min(first[0], EventTime.of(record));
            progress.at("reading " + record.topic(), ++count[0], offsets);
        });
        return count[0] == 0 ? null : Instant.ofEpochMilli(first[0]);
    }

    /** A verdict has the time of its raw record, so none of the range stands before the first one of that time. */
    private Map<SourcePosition, Verdict> verdicts(List<OffsetRange> ranges, Instant first) {
        Map<Integer, OffsetRange> byPartition = new HashMap<>();
        ranges.forEach(range -> byPartition.put(range.getPartition(), range));
        List<OffsetRange> logged = past.since(Topics.CURATION_VERDICTS, first);
        long total = logged.stream()
                .mapToLong(part -> part.getToOffset() - part.getFromOffset())
                .sum();
        Map<SourcePosition, Verdict> found = new HashMap<>();
        long[] count = {0};
        past.read(logged, record -> {
            Verdict verdict = TopicTail.decode(WIRE, record);
            OffsetRange range = byPartition.get(verdict.getOrigin().getPartition());
            if (range != null
                    && range.getTopic().equals(verdict.getOrigin().getTopic())
                    && verdict.getOrigin().getOffset() >= range.getFromOffset()
                    && verdict.getOrigin().getOffset() < range.getToOffset()) {
                found.put(
                        verdict.getOrigin(),
                        Verdict.newBuilder(verdict).setScores(List.of()).build());
            }
            progress.at("reading " + record.topic(), ++count[0], total);
        });
        return found;
    }
}
