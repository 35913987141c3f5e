package io.perennial.trainer;

import io.perennial.runtime.ServiceException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which samples a person means: one by id, all of a source, or offsets of the curated topic. */
public sealed interface SampleSelection {
    /** The sample of that id. */
    record Sample(String sampleId) implements SampleSelection {}

    /** Every sample of a source. */
    record Source(String source) implements SampleSelection {}

    /** Offsets of one partition. */
    record Offsets(int partition, long from, long to) implements SampleSelection {
        private static final Pattern FORM =
                Pattern.compile("(?:(.+)-)?([0-9]{1,9})@([0-9]{1,18})(?:\\.\\.([0-9]{1,18}))?");

        /** Reads {@code partition@from..to} or {@code partition@offset}; the name of the topic may stand before it. */
        public static Offsets parse(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw ServiceException.usage("offsets were '" + text
                        + "'; write partition@from..to, for example 0@1200..1300 or curated.text-0@1200..1300");
            }
            long from = Long.parseLong(matcher.group(3));
            String end = matcher.group(4);
            long to = end == null ? from + 1 : Long.parseLong(end);
            if (to <= from) {
                throw ServiceException.usage("offsets were '" + text + "'; the end must be greater than the start");
            }
            return new Offsets(Integer.parseInt(matcher.group(2)), from, to);
        }
    }

    /** What the selection is called in messages. */
    default String description() {
        if (this instanceof Sample sample) {
            return "sample " + sample.sampleId();
        }
        if (this instanceof Source source) {
            return "source " + source.source();
        }
        Offsets offsets = (Offsets) this;
        return "offsets " + offsets.partition() + "@" + offsets.from() + ".." + offsets.to();
    }
}
