package io.perennial.console.page;

import io.perennial.schemas.records.DriftSignal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What changed in the streams, where, by how much, and what it asks for. */
public final class DriftPage {
    private static final int SHOWN = 200;

    private DriftPage() {}

    public static Html body(View view) {
        List<DriftSignal> newest = new ArrayList<>(view.state().log().drift());
        Collections.reverse(newest);
        return Html.of(
                """
                <div class="heading"><h1>Drift</h1></div>
                <section class="panel"><div class="scroll"><table class="drift">
                <thead><tr><th>when</th><th>modality</th><th>source</th><th>descriptor</th><th>asks for</th>
                <th class="num">statistic</th><th class="num">threshold</th><th class="num">mean before <span class="arrow">→</span> after</th>
                <th class="num">observations</th><th class="num">all alarms: promised / realised / other</th><th>method</th><th>detected at</th></tr></thead>
                <tbody>{}</tbody></table></div></section>
                """,
                newest.isEmpty()
                        ? Html.of("<tr><td colspan=\"12\" class=\"none\">No drift signal yet.</td></tr>")
                        : Html.each(newest.stream().limit(SHOWN).toList(), DriftPage::row));
    }

    private static Html row(DriftSignal signal) {
        return Html.of(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td>"
                        + "<td class=\"num\">{} <span class=\"arrow\">→</span> {}</td><td class=\"num\">{} / {}</td>"
                        + "<td class=\"num\">{} / {} / {}</td><td class=\"reason\">{}</td><td><code>{}-{}@{}</code></td></tr>",
                Glyphs.time(signal.getDetectedAt()),
                Glyphs.words(signal.getModality().name()),
                signal.getSource(),
                signal.getDescriptor(),
                Glyphs.chip(signal.getRequest()),
                Glyphs.number(signal.getStatistic()),
                Glyphs.number(signal.getThreshold()),
                Glyphs.number(signal.getMeanBefore()),
                Glyphs.number(signal.getMeanAfter()),
                Glyphs.count(signal.getWindowBefore()),
                Glyphs.count(signal.getWindowAfter()),
                Glyphs.number(signal.getPromisedAlarmsOfAll()),
                Glyphs.count(signal.getRealisedAlarmsOfAll()),
                Glyphs.count(signal.getUnpromisedAlarmsOfAll()),
                signal.getMethod(),
                signal.getOrigin().getTopic(),
                signal.getOrigin().getPartition(),
                signal.getOrigin().getOffset());
    }
}
