package io.perennial.curator.history;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.OffsetRange;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which records of a raw topic a person means. */
public sealed interface ReplayedRange {
    /** The last records of each partition, or all if there are fewer. */
    record Last(long count) implements ReplayedRange {}

    /** Records by their time: not older than {@code from}, and before the first that is not older than {@code to}. */
    record Times(Instant from, Instant to) implements ReplayedRange {}

    /** Offsets of one partition. */
    record Offsets(int partition, long from, long to) implements ReplayedRange {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,9})@([0-9]{1,18})\\.\\.([0-9]{1,18})");

        /** Reads {@code partition@from..to}. */
        public static Offsets parse(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw ServiceException.usage(
                        "--offsets was '" + text + "'; write partition@from..to, for example 0@1200..1300");
            }
            Offsets offsets = new Offsets(
                    Integer.parseInt(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3)));
            if (offsets.to <= offsets.from) {
                throw ServiceException.usage("--offsets was '" + text + "'; the end must be greater than the start");
            }
            return offsets;
        }
    }

    /** What a topic still has of it. */
    default List<OffsetRange> of(String topic, PastRecords past) {
        if (this instanceof Last last) {
            return past.all(topic).stream()
                    .map(range -> new OffsetRange(
                            topic,
                            range.getPartition(),
                            Math.max(range.getFromOffset(), range.getToOffset() - last.count()),
                            range.getToOffset()))
                    .toList();
        }
        if (this instanceof Times times) {
            return past.between(topic, times.from(), times.to());
        }
        Offsets offsets = (Offsets) this;
        return past.all(topic).stream()
                .filter(range -> range.getPartition() == offsets.partition())
                .map(range -> new OffsetRange(
                        topic,
                        offsets.partition(),
                        Math.min(Math.max(range.getFromOffset(), offsets.from()), range.getToOffset()),
                        Math.min(range.getToOffset(), offsets.to())))
                .filter(range -> range.getFromOffset() < range.getToOffset())
                .toList();
    }
}
