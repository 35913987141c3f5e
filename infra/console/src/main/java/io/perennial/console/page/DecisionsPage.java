package io.perennial.console.page;

import io.perennial.console.page.Glyphs.Tone;
import io.perennial.console.state.AuditEntry;
import io.perennial.console.state.ModelState;
import io.perennial.schemas.records.Decision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit log: who decided what, when and why, and whether the chain of hashes is whole. */
public final class DecisionsPage {
    private static final int SHOWN = 200;

    private DecisionsPage() {}

    /** @param only name of the one model to show; null: all */
    public static Html body(View view, @Nullable String only) {
        List<ModelState> models = new ArrayList<>(view.state().log().models().values());
        List<ModelState> shown = models.stream()
                .filter(model -> only == null || model.model().equals(only))
                .toList();
        List<Row> rows = shown.stream()
                .flatMap(model -> model.decisions().stream().map(entry -> new Row(model, entry)))
                .sorted(Comparator.comparingLong((Row row) -> row.entry().offset())
                        .reversed())
                .toList();
        return Html.of(
                """
                <div class="heading"><h1>Decisions</h1>{}<a class="export" href="/api/v1/decisions?format=jsonl{}">Export JSON lines</a></div>
                <section class="panel chain">{}</section>
                <section class="panel"><div class="scroll"><table class="decisions">
                <thead><tr><th>when</th><th>model</th><th>decision</th><th>checkpoint</th><th>before</th>
                <th class="num">generation</th><th>actor</th><th>reason</th><th>hash</th></tr></thead>
                <tbody>{}</tbody></table></div>{}</section>
                """,
                ModelFilter.of(Section.DECISIONS, models, only),
                only == null ? "" : "&model=" + only,
                Html.each(shown, DecisionsPage::chain),
                rows.isEmpty()
                        ? Html.of("<tr><td colspan=\"9\" class=\"none\">No decision yet.</td></tr>")
                        : Html.each(rows.stream().limit(SHOWN).toList(), DecisionsPage::row),
                Html.when(
                        rows.size() > SHOWN,
                        Html.of("<p class=\"note\">The newest {} of {}; the export has all.</p>", SHOWN, rows.size())));
    }

    private record Row(ModelState model, AuditEntry entry) {}

    private static Html chain(ModelState model) {
        var fault = model.firstChainFault();
        if (fault.isPresent()) {
            return Html.of(
                    "<p>{}<b>{}</b> at offset {}: {}</p>",
                    Glyphs.chip(Tone.BAD, "chain broken"),
                    model.model(),
                    fault.get().offset(),
                    fault.get().chainFault());
        }
        return Html.of(
                "<p>{}<b>{}</b> <span>{} checked: each hash fits its content and the decision before it</span></p>",
                Glyphs.chip(Tone.GOOD, "chain whole"),
                model.model(),
                model.decisions().size() == 1
                        ? "1 decision"
                        : Glyphs.count(model.decisions().size()) + " decisions");
    }

    private static Html row(Row row) {
        Decision decision = row.entry().decision();
        return Html.of(
                "<tr id=\"o-{}\"><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"num\">{}</td><td>{}</td>"
                        + "<td class=\"reason\">{}{}</td><td>{}</td></tr>",
                row.entry().offset(),
                Glyphs.time(decision.getDecidedAt()),
                decision.getModel(),
                Glyphs.chip(decision.getKind()),
                checkpoint(row.model(), decision.getCheckpointId()),
                checkpoint(row.model(), decision.getPreviousCheckpointId()),
                decision.getGeneration(),
                decision.getActor(),
                decision.getReason(),
                evidence(row.entry()),
                hash(row.entry()));
    }

    private static Html evidence(AuditEntry entry) {
        Decision decision = entry.decision();
        return Html.when(
                !decision.getEvidence().isEmpty(),
                Html.of(
                        "<details id=\"e-{}\"><summary>evidence</summary><pre>{}</pre><p class=\"note\">sha256 {}</p></details>",
                        entry.offset(),
                        decision.getEvidence(),
                        decision.getEvidenceSha256()));
    }

    private static Html checkpoint(ModelState model, @Nullable String id) {
        if (id == null) {
            return Glyphs.id(null);
        }
        return Html.of(
                "{}{}",
                model.candidate(id)
                        .map(candidate -> Glyphs.version(candidate.version()))
                        .orElse(Html.NOTHING),
                Glyphs.id(id));
    }

    private static Html hash(AuditEntry entry) {
        return entry.isIntact()
                ? Glyphs.id(entry.decision().getHash())
                : Html.of(
                        "{}{}",
                        Glyphs.chip(Tone.BAD, "broken"),
                        Glyphs.id(entry.decision().getHash()));
    }
}
