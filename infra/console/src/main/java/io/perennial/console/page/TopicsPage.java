package io.perennial.console.page;

import io.perennial.console.page.Glyphs.Tone;
import io.perennial.console.state.LagState;
import java.util.List;
import java.util.Locale;

/** How much the topics hold, and how far their readers are behind. */
public final class TopicsPage {
    private static final long FEW = 10;
    private static final long MANY = 10_000;

    private TopicsPage() {}

    public static Html body(View view) {
        LagState lag = view.state().lag();
        return Html.of(
                """
                <div class="heading"><h1>Topics</h1><span class="note">{} records read by this console</span></div>
                {}
                <div class="pair">
                <section class="panel"><h2>Readers</h2><div class="scroll"><table>
                <thead><tr><th>group</th><th>state</th><th>topic</th><th class="num">behind</th><th></th></tr></thead>
                <tbody>{}</tbody></table></div>
                <p class="note">Offsets of transaction markers count too, so a reader that is done can show a few.
                The trainer's committed offsets are advisory: its checkpoints say where it is.</p></section>
                <section class="panel"><h2>Topics</h2><div class="scroll"><table>
                <thead><tr><th>topic</th><th>written by</th><th class="num">partitions</th><th class="num">offsets</th></tr></thead>
                <tbody>{}</tbody></table></div></section>
                </div>
                """,
                Glyphs.count(view.state().log().records()),
                undecodable(view.state().log().undecodable()),
                lag.groups().isEmpty()
                        ? Html.of("<tr><td colspan=\"5\" class=\"none\">No consumer group yet.</td></tr>")
                        : Html.each(lag.groups(), TopicsPage::group),
                Html.each(lag.topics(), TopicsPage::topic));
    }

    private static Html undecodable(List<String> lines) {
        return Html.when(
                !lines.isEmpty(),
                Html.of(
                        "<section class=\"panel\"><h2>Records that cannot be read</h2><ul>{}</ul></section>",
                        Html.each(lines, line -> Html.of("<li><code>{}</code></li>", line))));
    }

    private static Html group(LagState.GroupLag group) {
        Html word = group.lag() <= FEW
                ? Glyphs.chip(Tone.GOOD, "caught up")
                : group.lag() <= MANY ? Glyphs.chip(Tone.INFO, "behind") : Glyphs.chip(Tone.WARN, "far behind");
        return Html.of(
                "<tr><td>{}</td><td>{}</td><td><code>{}</code></td><td class=\"num\">{}</td><td>{}</td></tr>",
                group.group(),
                group.state().toLowerCase(Locale.ROOT),
                group.topic(),
                Glyphs.count(group.lag()),
                word);
    }

    private static Html topic(LagState.TopicSize topic) {
        return Html.of(
                "<tr><td><code>{}</code></td><td>{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td></tr>",
                topic.topic(),
                topic.writer(),
                topic.partitions(),
                Glyphs.count(topic.offsets()));
    }
}
