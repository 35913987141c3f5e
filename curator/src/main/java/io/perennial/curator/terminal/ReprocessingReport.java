package io.perennial.curator.terminal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.curator.reprocessing.ReprocessingPlan;
import java.util.Locale;

/** Which dead letters go back, as text and for machines. */
final class ReprocessingReport {
    private ReprocessingReport() {}

    /** @param done whether it was done, or would be */
    static String text(ReprocessingPlan plan, boolean done) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%d dead letters %s%n", plan.count(), done ? "were put back" : "would be put back"));
        plan.counts()
                .forEach((group, count) -> text.append(
                        String.format(Locale.ROOT, "  %d %s on %s%n", count, group.error(), group.topic())));
        left(text, plan.alreadyReprocessed(), "were put back before");
        left(text, plan.cameAgain(), "were put back before and failed again; --again includes them");
        left(text, plan.cut(), "hold only the first part of their value; publish them again from where they came");
        if (!done) {
            text.append("nothing was done; give --yes to do it\n");
        }
        return text.toString();
    }

    static ObjectNode json(ReprocessingPlan plan, boolean done) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("done", done)
                .put("count", plan.count())
                .put("alreadyReprocessed", plan.alreadyReprocessed())
                .put("failedAgain", plan.cameAgain())
                .put("cut", plan.cut());
        ArrayNode groups = json.putArray("groups");
        plan.counts()
                .forEach((group, count) -> groups.addObject()
                        .put("topic", group.topic())
                        .put("error", group.error())
                        .put("count", count));
        return json;
    }

    private static void left(StringBuilder text, long count, String why) {
        if (count > 0) {
            text.append("  left alone: ").append(count).append(' ').append(why).append('\n');
        }
    }
}
