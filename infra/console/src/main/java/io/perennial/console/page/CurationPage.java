package io.perennial.console.page;

import io.perennial.console.state.Curation;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import java.util.List;
import java.util.Map;

/** What the curator let through, and which rule stopped the rest. */
public final class CurationPage {
    private static final List<Modality> MODALITIES = List.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES);
    private static final List<Outcome> OUTCOMES =
            List.of(Outcome.KEPT, Outcome.DUPLICATE, Outcome.REJECTED, Outcome.POISON);
    private static final int SPARK_WIDTH = 260;
    private static final int SPARK_HEIGHT = 40;

    private CurationPage() {}

    public static Html body(View view) {
        Curation curation = view.state().log().curation();
        Html last = curation.lastDecidedAt() == null
                ? Html.text("no verdict yet")
                : Html.of("newest event {}", Glyphs.time(curation.lastDecidedAt()));
        return Html.of(
                """
                <div class="heading"><h1>Curation</h1><span class="note">{}</span></div>
                <div class="modalities">{}</div>
                <div class="pair">
                <section class="panel"><h2>Stopped by rule</h2><div class="scroll"><table>
                <thead><tr><th>modality</th><th>rule</th><th>outcome</th><th class="num">records</th><th class="num">of modality</th></tr></thead>
                <tbody>{}</tbody></table></div></section>
                <section class="panel"><h2>Sources</h2><div class="scroll"><table>
                <thead><tr><th>modality</th><th>source</th><th>share</th><th class="num">records</th><th class="num">kept</th><th class="num">poison</th></tr></thead>
                <tbody>{}</tbody></table></div></section>
                </div>
                """,
                last,
                Html.each(MODALITIES, modality -> modality(curation, modality)),
                curation.rules().isEmpty()
                        ? Html.of("<tr><td colspan=\"5\" class=\"none\">Nothing was stopped yet.</td></tr>")
                        : Html.each(curation.rules(), rule -> rule(curation, rule)),
                curation.sources().isEmpty()
                        ? Html.of("<tr><td colspan=\"6\" class=\"none\">No source yet.</td></tr>")
                        : Html.each(curation.sources(), CurationPage::source));
    }

    private static Html modality(Curation curation, Modality modality) {
        long total = curation.total(modality);
        String name = Glyphs.words(modality.name());
        Map<Outcome, Long> counts = curation.outcomes().getOrDefault(modality, Map.of());
        return Html.of(
                """
                <section class="panel"><h2>{} <span class="note">{} records</span></h2>
                {}
                <dl class="outcomes">{}</dl>
                <figure>{}<figcaption>kept share by minute of event time</figcaption></figure>
                </section>
                """,
                name,
                Glyphs.count(total),
                ShareBar.of("outcomes of " + name, counts),
                Html.each(
                        OUTCOMES,
                        outcome -> Html.of(
                                "<div><dt>{}</dt><dd>{} <small>{}</small></dd></div>",
                                Glyphs.chip(outcome),
                                Glyphs.count(curation.count(modality, outcome)),
                                Glyphs.percent((double) curation.count(modality, outcome) / total))),
                Sparkline.of(
                        "kept share of " + name + " by minute",
                        curation.minutes().getOrDefault(modality, List.of()),
                        SPARK_WIDTH,
                        SPARK_HEIGHT,
                        null));
    }

    private static Html rule(Curation curation, Curation.RuleCount rule) {
        return Html.of(
                "<tr><td>{}</td><td><code>{}</code></td><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td></tr>",
                Glyphs.words(rule.modality().name()),
                rule.rule(),
                Glyphs.chip(rule.outcome()),
                Glyphs.count(rule.count()),
                Glyphs.percent((double) rule.count() / curation.total(rule.modality())));
    }

    private static Html source(Curation.SourceCount source) {
        return Html.of(
                "<tr><td>{}</td><td class=\"source\">{}</td><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td></tr>",
                Glyphs.words(source.modality().name()),
                source.source(),
                ShareBar.of("outcomes of " + source.source(), source.outcomes()),
                Glyphs.count(source.total()),
                Glyphs.percent((double) source.outcomes().getOrDefault(Outcome.KEPT, 0L) / source.total()),
                Glyphs.count(source.outcomes().getOrDefault(Outcome.POISON, 0L)));
    }
}
