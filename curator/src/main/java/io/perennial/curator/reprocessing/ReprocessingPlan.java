package io.perennial.curator.reprocessing;

import io.perennial.curator.history.PastRecords;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.topics.Topics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which entries of {@code curation.dlq} go back to their raw topics, and which do not.
 *
 * @param ranges what the topic has
 * @param chosen offsets of the entries to put back, by partition
 * @param counts how many of them there are of each raw topic and error
 * @param alreadyReprocessed selected entries that bear a mark
 * @param cameAgain selected entries that were made from a reprocessed record, and so are left alone
 * @param cut selected entries whose value is not whole
 */
public record ReprocessingPlan(
        List<OffsetRange> ranges,
        Map<Integer, Set<Long>> chosen,
        SortedMap<Group, Long> counts,
        long alreadyReprocessed,
        long cameAgain,
        long cut) {
    private static final Set<String> RAW_TOPICS = Stream.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES)
            .map(Topics::raw)
            .collect(Collectors.toUnmodifiableSet());

    /** Entries of one raw topic and one error. */
    public record Group(String topic, String error) implements Comparable<Group> {
        @Override
        public int compareTo(Group other) {
            int topics = topic.compareTo(other.topic);
            return topics != 0 ? topics : error.compareTo(other.error);
        }
    }

    /** Entries to put back. */
    public long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean hasChosen(ConsumerRecord<String, byte[]> record) {
        return chosen.getOrDefault(record.partition(), Set.of()).contains(record.offset());
    }

    /** Reads the topic twice: a mark stands behind its entry. */
    static ReprocessingPlan of(LetterSelection selection, List<OffsetRange> ranges, PastRecords past) {
        Map<Integer, Set<Long>> marked = new HashMap<>();
        past.read(ranges, record -> {
            Long entry = ReprocessingMark.entry(record);
            if (entry != null) {
                marked.computeIfAbsent(record.partition(), partition -> new HashSet<>())
                        .add(entry);
            }
        });
        Map<Integer, Set<Long>> chosen = new HashMap<>();
        SortedMap<Group, Long> counts = new TreeMap<>();
        long[] left = new long[3];
        past.read(ranges, record -> {
            DeadLetter letter = DeadLetter.read(record);
            if (letter == null || !RAW_TOPICS.contains(letter.origin().getTopic()) || !selection.holds(letter)) {
                return;
            }
            if (marked.getOrDefault(record.partition(), Set.of()).contains(record.offset())) {
                left[0]++;
            } else if (letter.cameAgain() && !selection.again()) {
                left[1]++;
            } else if (letter.isCut()) {
                left[2]++;
            } else {
                chosen.computeIfAbsent(record.partition(), partition -> new HashSet<>())
                        .add(record.offset());
                counts.merge(new Group(letter.origin().getTopic(), letter.error()), 1L, Long::sum);
            }
        });
        return new ReprocessingPlan(ranges, chosen, counts, left[0], left[1], left[2]);
    }
}
