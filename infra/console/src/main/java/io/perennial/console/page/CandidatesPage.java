package io.perennial.console.page;

import io.perennial.console.page.Glyphs.Tone;
import io.perennial.console.state.AuditEntry;
import io.perennial.console.state.Candidate;
import io.perennial.console.state.ModelState;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.OffsetRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Every checkpoint: how it was trained, what its gates said, and why it was refused. */
public final class CandidatesPage {
    private static final int SHOWN = 50;
    private static final int CHART_WIDTH = 420;
    private static final int CHART_HEIGHT = 72;

    private CandidatesPage() {}

    /** @param only name of the one model to show; null: all */
    public static Html body(View view, @Nullable String only) {
        List<ModelState> models = new ArrayList<>(view.state().log().models().values());
        return Html.of(
                "<div class=\"heading\"><h1>Candidates</h1>{}</div>{}",
                ModelFilter.of(Section.CANDIDATES, models, only),
                Html.each(
                        models.stream()
                                .filter(model -> only == null || model.model().equals(only))
                                .toList(),
                        model -> model(model, view)));
    }

    private static Html model(ModelState model, View view) {
        List<Candidate> newest = new ArrayList<>(model.candidates());
        Collections.reverse(newest);
        if (newest.isEmpty()) {
            return Html.of(
                    "<section class=\"panel\"><h2>{}</h2><p class=\"none\">No checkpoint yet.</p></section>",
                    model.model());
        }
        Html more = Html.when(
                newest.size() > SHOWN,
                Html.of(
                        "<p class=\"note\">The newest {} of {}; all of them: <code>GET /api/v1/models/{}/candidates</code></p>",
                        SHOWN,
                        newest.size(),
                        model.model()));
        return Html.of(
                """
                <section class="panel"><h2>{}</h2>
                {}
                <div class="scroll"><table class="candidates">
                <thead><tr><th>version</th><th>checkpoint</th><th>stage</th><th>gates</th>
                <th class="num">probe accuracy</th><th class="num">over untrained</th><th class="num">over champion</th>
                <th class="num">loss</th><th class="num">steps</th><th class="num">samples</th><th>written</th></tr></thead>
                {}
                </table></div>{}</section>
                """,
                model.model(),
                charts(model),
                Html.each(newest.stream().limit(SHOWN).toList(), candidate -> candidate(candidate, view)),
                more);
    }

    private static Html charts(ModelState model) {
        List<Double> losses = model.candidates().stream()
                .map(candidate -> candidate.checkpoint().getLossLast())
                .toList();
        List<Double> accuracies = model.candidates().stream()
                .map(candidate -> candidate.measure(ProbeMeasures.ACCURACY))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList();
        @Nullable
        Double untrained = model.candidates().stream()
                .map(candidate -> candidate.measure(ProbeMeasures.UNTRAINED))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .reduce((older, newest) -> newest)
                .orElse(null);
        return Html.of(
                "<div class=\"charts\"><figure>{}<figcaption>loss over versions</figcaption></figure>"
                        + "<figure>{}<figcaption>probe accuracy over versions{}</figcaption></figure></div>",
                Sparkline.of("loss over versions", losses, CHART_WIDTH, CHART_HEIGHT, null),
                Sparkline.of("probe accuracy over versions", accuracies, CHART_WIDTH, CHART_HEIGHT, untrained),
                untrained == null ? "" : "; dashed: untrained, " + Glyphs.percent(untrained));
    }

    private static Html candidate(Candidate candidate, View view) {
        Checkpoint checkpoint = candidate.checkpoint();
        OptionalDouble accuracy = candidate.measure(ProbeMeasures.ACCURACY);
        return Html.of(
                """
                <tbody id="c-{}">
                <tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td>
                <td class="num">{}</td><td class="num">{}</td><td class="num">{}</td>
                <td class="num">{} <span class="arrow">→</span> {}</td><td class="num">{}</td><td class="num">{}</td><td>{}</td></tr>
                <tr class="more"><td colspan="11">{}</td></tr>
                </tbody>
                """,
                candidate.id(),
                Glyphs.version(candidate.version()),
                Glyphs.id(candidate.id()),
                Glyphs.chip(candidate.stage()),
                gateSummary(candidate),
                accuracy.isPresent() ? Glyphs.percent(accuracy.getAsDouble()) : "–",
                difference(accuracy, candidate.measure(ProbeMeasures.UNTRAINED)),
                difference(accuracy, candidate.measure(ProbeMeasures.CHAMPION)),
                Glyphs.number(checkpoint.getLossFirst()),
                Glyphs.number(checkpoint.getLossLast()),
                Glyphs.count(checkpoint.getSteps()),
                Glyphs.count(checkpoint.getSamples()),
                Glyphs.time(checkpoint.getCreatedAt()),
                details(candidate, view));
    }

    private static Html difference(OptionalDouble value, OptionalDouble other) {
        return value.isPresent() && other.isPresent()
                ? Glyphs.points(value.getAsDouble() - other.getAsDouble())
                : Html.text("–");
    }

    private static Html gateSummary(Candidate candidate) {
        Map<GateOutcome, Integer> counts = new LinkedHashMap<>();
        candidate.gates().forEach(gate -> counts.merge(gate.getOutcome(), 1, Integer::sum));
        if (counts.isEmpty()) {
            return Html.of("<span class=\"none\">none yet</span>");
        }
        return Html.each(counts.entrySet(), entry -> {
            Tone tone = switch (entry.getKey()) {
                case PASS -> Tone.GOOD;
                case FAIL, ERROR -> Tone.BAD;
                case INCONCLUSIVE -> Tone.WARN;
                case UNKNOWN -> Tone.QUIET;
            };
            return Glyphs.chip(
                    tone, entry.getValue() + " " + Glyphs.words(entry.getKey().name()));
        });
    }

    private static Html details(Candidate candidate, View view) {
        return Html.of(
                "<details id=\"d-{}\"><summary>{}</summary>{}{}{}</details>",
                candidate.id(),
                summary(candidate),
                report("Offline gates", candidate.offline()),
                report("Shadow gates", candidate.shadow()),
                lineage(candidate, view));
    }

    private static Html summary(Candidate candidate) {
        AuditEntry entry = candidate.lastDecision();
        if (entry == null) {
            return Html.text("gates and lineage");
        }
        return Html.of(
                "{} <span class=\"reason\">{}</span>",
                Glyphs.chip(entry.decision().getKind()),
                entry.decision().getReason());
    }

    private static Html report(String title, @Nullable EvaluationReport report) {
        if (report == null) {
            return Html.NOTHING;
        }
        return Html.of(
                """
                <h3>{} <small>evaluated {} in {} s, policy {}</small></h3>
                <table class="gates"><thead><tr><th>gate</th><th>answer</th><th class="num">estimate</th>
                <th class="num">bound</th><th class="num">threshold</th><th class="num">examples</th><th>because</th></tr></thead>
                <tbody>{}</tbody></table>
                """,
                title,
                Glyphs.time(report.getEvaluatedAt()),
                Glyphs.number(report.getSeconds()),
                Glyphs.id(report.getPolicyHash()),
                Html.each(report.getGates(), CandidatesPage::gate));
    }

    private static Html gate(GateResult gate) {
        return Html.of(
                "<tr><td><code>{}</code></td><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td>"
                        + "<td class=\"num\">{}</td><td class=\"num\">{}</td><td class=\"reason\">{}</td></tr>",
                gate.getName(),
                Glyphs.chip(gate.getOutcome()),
                Glyphs.number(gate.getStatistic()),
                Glyphs.number(gate.getBound()),
                Glyphs.number(gate.getThreshold()),
                Glyphs.count(gate.getExamples()),
                gate.getDetail());
    }

    private static Html lineage(Candidate candidate, View view) {
        Checkpoint checkpoint = candidate.checkpoint();
        String run = checkpoint.getMlflowRunId();
        return Html.of(
                """
                <h3>Lineage</h3>
                <dl class="lineage">
                <div><dt>checkpoint</dt><dd><code>{}</code></dd></div>
                <div><dt>parent</dt><dd><code>{}</code></dd></div>
                <div><dt>trained on</dt><dd>{}</dd></div>
                <div><dt>trained in</dt><dd>{} s on {}</dd></div>
                <div><dt>code</dt><dd><code>{}</code></dd></div>
                <div><dt>MLflow run</dt><dd>{}</dd></div>
                </dl>
                """,
                checkpoint.getCheckpointId(),
                checkpoint.getParentId() == null ? "none: the first" : checkpoint.getParentId(),
                windows(checkpoint.getWindows()),
                Glyphs.number(checkpoint.getSeconds()),
                checkpoint.getBackend(),
                checkpoint.getCodeVersion(),
                run == null ? Html.of("<span class=\"none\">none: MLflow was away</span>") : run(run, view));
    }

    private static Html run(String run, View view) {
        return view.registryAddress().isEmpty()
                ? Html.of("<code>{}</code>", run)
                : Html.of("<code>{}</code> at {}", run, view.registryAddress());
    }

    private static Html windows(List<OffsetRange> windows) {
        return Html.of(
                "<span class=\"ranges\">{}</span>",
                Html.each(
                        windows,
                        window -> Html.of(
                                "<code>{}-{}@{}…{}</code>",
                                window.getTopic(),
                                window.getPartition(),
                                window.getFromOffset(),
                                window.getToOffset() - 1)));
    }
}
