package io.perennial.trainer.page;

import io.perennial.encoders.StepResult;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.trainer.VersionFacts;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Turns {@link VersionFacts} into one HTML document with inline style and SVG: no script, nothing from elsewhere. */
public final class VersionPage {
    private static final int NEIGHBOURS_OF = 6;
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;color:#1f2933;background:#f6f5f2;margin:0}
            main{max-width:820px;margin:0 auto;padding:28px 24px 60px}
            h1{font-size:26px;margin:0 0 2px}h2{font-size:18px;margin:34px 0 8px}
            p,td,th,li{overflow-wrap:anywhere}.quiet{color:#667280;margin:2px 0}
            section,.card{background:#fff;border:1px solid #e4e1da;border-radius:8px;padding:14px 16px}
            table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:4px 10px 4px 0;vertical-align:top}
            th{font-weight:600;color:#52606d}tr+tr td{border-top:1px solid #f0eee9}td.n{text-align:right;white-space:nowrap}
            code{font:13px ui-monospace,monospace}svg{width:100%;height:auto;display:block}svg.map{max-width:560px}
            .grid{stroke:#eceae4}.mark{stroke:#c9c4b8;stroke-dasharray:3 3}.curve{fill:none;stroke:#2f6f9f;stroke-width:1.6}
            .axis{font-size:11px;fill:#667280}.bar{display:flex;height:20px;border-radius:4px;overflow:hidden}
            .key{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
            .near{margin:0 0 14px}.near b{display:block}.near ol{margin:4px 0 0;padding-left:22px}
            img{width:64px;height:64px;image-rendering:pixelated;margin-right:6px;border-radius:4px}
            .patches img{width:128px;height:128px;margin:0}.patches td,.patches th{padding:6px 12px 6px 0}
            .patches{width:auto}.fill{line-height:1.35;padding:10px 0;white-space:pre-wrap;overflow-wrap:anywhere}
            .fill+.fill{border-top:1px solid #f0eee9}.gap{display:inline-block;vertical-align:top;margin:0 3px;padding:0 5px;
            border-radius:4px;border-bottom:3px solid #c8553d;background:#f6f5f2}.gap.among{border-color:#c99a2e}
            .gap.right{border-color:#588b3f}.gap i{display:block;font:11px/1.35 ui-monospace,monospace;color:#667280}
            .gap i.right{color:#2f6b1e}
            """;

    private final VersionFacts facts;
    private final Map<String, Integer> groups;

    public VersionPage(VersionFacts facts) {
        this.facts = facts;
        groups = groups(facts.samples());
    }

    /** The whole document. */
    public String html() {
        Checkpoint checkpoint = facts.checkpoint();
        return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\""
                + " content=\"width=device-width\"><title>" + Html.text(checkpoint.getModel()) + " version "
                + checkpoint.getVersion() + "</title><style>" + STYLE + "</style><main><h1>"
                + Html.text(checkpoint.getModel()) + ", version " + checkpoint.getVersion()
                + "</h1><p class=\"quiet\"><code>"
                + checkpoint.getCheckpointId() + "</code></p>" + summary() + curves() + windows() + sources() + space()
                + neighbours() + PredictedFigures.reconstructions(facts.reconstructions())
                + PredictedFigures.filled(facts.filled()) + "</main></html>\n";
    }

    private String summary() {
        Checkpoint checkpoint = facts.checkpoint();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("objective", facts.objective());
        rows.put(
                "continues",
                checkpoint.getParentId() == null ? "nothing: the first version" : checkpoint.getParentId());
        rows.put("steps", Html.count(checkpoint.getSteps()));
        rows.put("samples drawn", Html.count(checkpoint.getSamples()));
        rows.put(
                "loss of this update",
                Html.number(checkpoint.getLossFirst()) + " → " + Html.number(checkpoint.getLossLast()));
        rows.put("effective rank", Html.number(facts.effectiveRank()) + " of " + facts.dimensions());
        rows.put("trained with", checkpoint.getBackend());
        rows.put("settings", String.valueOf(facts.settings()));
        StringBuilder table = new StringBuilder("<section><table>");
        rows.forEach((name, value) -> table.append("<tr><th>")
                .append(name)
                .append("</th><td>")
                .append(Html.text(value))
                .append("</td></tr>"));
        return table.append("</table></section>").toString();
    }

    private String curves() {
        if (facts.steps().isEmpty()) {
            return "<h2>Loss</h2><p>This version and its parents name no trace of their steps.</p>";
        }
        return curve("Loss", StepResult::loss)
                + curve("Learning rate", StepResult::learningRate)
                + curve("Gradient norm", StepResult::gradientNorm);
    }

    private String curve(String title, ToDoubleFunction<StepResult> value) {
        List<Long> steps = facts.steps().stream().map(StepResult::step).toList();
        List<Double> values = facts.steps().stream().map(value::applyAsDouble).toList();
        List<Long> marks = facts.line().stream().map(Checkpoint::getSteps).toList();
        return "<h2>" + title + "</h2><section>" + Chart.line(steps, values, marks, title) + "</section>";
    }

    private String windows() {
        StringBuilder rows = new StringBuilder();
        for (Checkpoint checkpoint : facts.line()) {
            rows.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%d</td><td><code>%s</code></td><td class=\"n\">%s</td></tr>",
                    checkpoint.getVersion(),
                    checkpoint.getWindows().stream().map(VersionPage::range).collect(Collectors.joining("<br>")),
                    Html.number(checkpoint.getLossLast())));
        }
        return "<h2>Data windows</h2><section><table><tr><th>version</th><th>offsets</th><th>loss</th></tr>" + rows
                + "</table><p class=\"quiet\">" + facts.replayed()
                + " rows of this version were replayed from earlier windows.</p></section>";
    }

    private static String range(OffsetRange range) {
        return Html.text(range.getTopic()) + "-" + range.getPartition() + "@" + range.getFromOffset() + ".."
                + range.getToOffset();
    }

    private String sources() {
        Map<String, Long> counts = facts.samples().stream()
                .collect(Collectors.groupingBy(VersionFacts.Sample::source, Collectors.counting()));
        StringBuilder bar = new StringBuilder("<div class=\"bar\">");
        StringBuilder table = new StringBuilder("<table>");
        for (Map.Entry<String, Integer> group : groups.entrySet()) {
            double share = 100.0
                    * counts.getOrDefault(group.getKey(), 0L)
                    / facts.samples().size();
            String colour = Chart.colour(group.getValue());
            bar.append(String.format(Locale.ROOT, "<div style=\"width:%.2f%%;background:%s\"></div>", share, colour));
            table.append(String.format(
                    Locale.ROOT,
                    "<tr><td><span class=\"key\" style=\"background:%s\"></span>%s</td><td class=\"n\">%d</td><td"
                            + " class=\"n\">%.1f %%</td></tr>",
                    colour,
                    Html.text(group.getKey()),
                    counts.getOrDefault(group.getKey(), 0L),
                    share));
        }
        return "<h2>Sources of this version's window</h2><section>" + bar + "</div>" + table + "</table></section>";
    }

    private String space() {
        List<VersionFacts.Sample> samples = facts.embedded();
        List<Integer> colours = samples.stream()
                .map(sample -> groups.getOrDefault(sample.source(), 0))
                .toList();
        List<String> titles = samples.stream()
                .map(sample -> sample.source() + ": " + sample.text())
                .map(title -> title.substring(0, Math.min(120, title.length())))
                .toList();
        return "<h2>Embedding map</h2><section>" + Chart.map(facts.map(), colours, titles)
                + "<p class=\"quiet\">The two directions of greatest variance of " + samples.size()
                + " embeddings of the window; colours are sources.</p></section>";
    }

    private String neighbours() {
        StringBuilder list = new StringBuilder("<h2>Nearest neighbours</h2><section>");
        List<VersionFacts.Sample> samples = facts.embedded();
        int stride = Math.max(1, samples.size() / NEIGHBOURS_OF);
        for (int i = 0; i < samples.size() && i < stride * NEIGHBOURS_OF; i += stride) {
            list.append("<div class=\"near\"><b>").append(shown(samples.get(i))).append("</b>");
            boolean pictures = samples.get(i).picture().length > 0;
            list.append(pictures ? "<div>" : "<ol>");
            for (int other : facts.neighbours().get(i)) {
                String shown = shown(samples.get(other));
                list.append(pictures ? shown : "<li>" + shown + "</li>");
            }
            list.append(pictures ? "</div>" : "</ol>").append("</div>");
        }
        return list.append("</section>").toString();
    }

    private static String shown(VersionFacts.Sample sample) {
        return sample.picture().length == 0
                ? Html.excerpt(sample.text())
                : "<img alt=\"" + Html.text(sample.source()) + "\" src=\"data:image/*;base64,"
                        + Base64.getEncoder().encodeToString(sample.picture()) + "\">";
    }

    /** The most frequent sources first; the last colour is for all that follow. */
    private static Map<String, Integer> groups(List<VersionFacts.Sample> samples) {
        Map<String, Long> counts =
                samples.stream().collect(Collectors.groupingBy(VersionFacts.Sample::source, Collectors.counting()));
        List<String> ordered = new ArrayList<>(counts.keySet());
        ordered.sort(Comparator.<String>comparingLong(source -> -counts.getOrDefault(source, 0L))
                .thenComparing(Comparator.naturalOrder()));
        Map<String, Integer> groups = new LinkedHashMap<>();
        ordered.forEach(source -> groups.put(source, groups.size()));
        return groups;
    }
}
