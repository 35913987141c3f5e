package io.perennial.curator.terminal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.curator.history.Decision;
import io.perennial.curator.history.ReplayDifference;
import io.perennial.curator.history.RuleReplay;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.topics.Topics;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a replay found, as text and for machines. */
final class DifferenceReport {
    private static final int SHORT_HASH = 12;

    /** What {@link RuleReplay} cannot know. */
    private static final List<String> LIMITS = List.of(
            "contents, bands and templates are remembered from these records alone; a duplicate of a sample from before them stays one"
                    + " if the new rules let it pass with the same content",
            "token buckets of templates are full at the beginning; gold sets are those of now",
            "partitions are merged by time, so another one of equal samples may survive than did");

    private DifferenceReport() {}

    static String text(ReplayDifference difference) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s: %d records, rules %s, before %s%n",
                Topics.raw(difference.modality()),
                difference.records(),
                brief(difference.configHash()),
                difference.configHashesBefore().isEmpty()
                        ? "no verdict"
                        : difference.configHashesBefore().entrySet().stream()
                                .map(entry -> brief(entry.getKey()) + " (" + entry.getValue() + ")")
                                .collect(Collectors.joining(", "))));
        difference
                .ranges()
                .forEach(range -> text.append("  ").append(range(range)).append('\n'));
        text.append(String.format(
                Locale.ROOT, "%-44s %9s %9s %8s %9s%n", "decision", "before", "after", "share", "change"));
        for (Decision decision : decisions(difference)) {
            long before = difference.before().getOrDefault(decision, 0L);
            long after = difference.after().getOrDefault(decision, 0L);
            text.append(String.format(
                    Locale.ROOT,
                    "%-44s %9d %9d %7.2f%% %+9d%n",
                    decision,
                    before,
                    after,
                    share(after, difference),
                    after - before));
        }
        text.append(String.format(
                Locale.ROOT,
                "%d of %d would get another decision (%.2f%%)%n",
                difference.changed(),
                difference.records(),
                share(difference.changed(), difference)));
        for (ReplayDifference.Change change : difference.changes()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %d: %s -> %s: %s%s%n",
                    change.records(),
                    change.before(),
                    change.after(),
                    String.join(" ", change.sampleIds()),
                    change.sampleIds().size() < change.records() ? " ..." : ""));
        }
        LIMITS.forEach(limit -> text.append("note: ").append(limit).append('\n'));
        return text.toString();
    }

    static ObjectNode json(ReplayDifference difference) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("topic", Topics.raw(difference.modality()))
                .put("configHash", difference.configHash())
                .put("records", difference.records())
                .put("changed", difference.changed());
        ObjectNode hashes = json.putObject("configHashesBefore");
        difference.configHashesBefore().forEach((hash, count) -> hashes.put(hash, count));
        ArrayNode ranges = json.putArray("ranges");
        for (OffsetRange range : difference.ranges()) {
            ranges.addObject()
                    .put("partition", range.getPartition())
                    .put("fromOffset", range.getFromOffset())
                    .put("toOffset", range.getToOffset());
        }
        ArrayNode decisions = json.putArray("decisions");
        for (Decision decision : decisions(difference)) {
            long after = difference.after().getOrDefault(decision, 0L);
            decisions.add(decision(decision)
                    .put("before", difference.before().getOrDefault(decision, 0L))
                    .put("after", after)
                    .put("shareAfter", share(after, difference) / 100));
        }
        ArrayNode changes = json.putArray("changes");
        for (ReplayDifference.Change change : difference.changes()) {
            ObjectNode node = changes.addObject().put("records", change.records());
            node.set("before", decision(change.before()));
            node.set("after", decision(change.after()));
            change.sampleIds().forEach(node.putArray("sampleIds")::add);
        }
        LIMITS.forEach(json.putArray("limits")::add);
        return json;
    }

    private static SortedSet<Decision> decisions(ReplayDifference difference) {
        SortedSet<Decision> decisions = new TreeSet<>(difference.before().keySet());
        decisions.addAll(difference.after().keySet());
        return decisions;
    }

    private static ObjectNode decision(Decision decision) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("outcome", decision.outcome())
                .put("rule", decision.rule());
    }

    private static double share(long records, ReplayDifference difference) {
        return 100.0 * records / difference.records();
    }

    private static String range(OffsetRange range) {
        return range.getTopic() + "-" + range.getPartition() + "@" + range.getFromOffset() + ".." + range.getToOffset();
    }

    private static String brief(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }
}
