package io.perennial.console.page;

import io.perennial.schemas.records.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One horizontal bar, divided by outcome. */
final class ShareBar {
    private static final List<Outcome> ORDER =
            List.of(Outcome.KEPT, Outcome.DUPLICATE, Outcome.REJECTED, Outcome.POISON, Outcome.UNKNOWN);

    private ShareBar() {}

    static Html of(String name, Map<Outcome, Long> counts) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        List<Html> parts = new ArrayList<>();
        double at = 0;
        for (Outcome outcome : ORDER) {
            double share = total == 0 ? 0 : 100.0 * counts.getOrDefault(outcome, 0L) / total;
            if (share > 0) {
                parts.add(Html.of(
                        "<rect class=\"{}\" x=\"{}\" y=\"0\" width=\"{}\" height=\"8\"><title>{} {}</title></rect>",
                        outcome.name().toLowerCase(Locale.ROOT),
                        String.format(Locale.ROOT, "%.3f", at),
                        String.format(Locale.ROOT, "%.3f", share),
                        Glyphs.words(outcome.name()),
                        Glyphs.percent(share / 100)));
            }
            at += share;
        }
        return Html.of(
                "<svg class=\"shares\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{}</svg>",
                name,
                Html.join(parts));
    }
}
