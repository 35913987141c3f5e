package io.perennial.console.page;

import io.perennial.console.page.Glyphs.Tone;
import io.perennial.console.state.ActionRules;
import io.perennial.console.state.Candidate;
import io.perennial.console.state.ModelState;
import io.perennial.console.state.RollbackPreview;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.OperatorAction;
import java.util.List;

/** What an operator fills in before a command is sent, with what it will do. */
public final class ActionDialog {
    private ActionDialog() {}

    /** The form inside the dialog. */
    public static Html form(OperatorAction action, ModelState model, String idempotencyKey) {
        return Html.of(
                """
                <form id="command" data-action="{}" data-model="{}" data-generation="{}" data-key="{}">
                <h2 id="action-title">{} <span class="subject">{}</span></h2>
                <p class="intent">{}</p>
                {}
                <div id="preview" aria-live="polite"></div>
                <label for="reason">Reason <small>kept in the audit log</small></label>
                <textarea id="reason" name="reason" required minlength="3" maxlength="500" rows="2"></textarea>
                {}
                <p id="failure" class="failure" role="alert" hidden></p>
                <div class="buttons">
                <button type="button" class="plain" data-close>Cancel</button>
                <button type="submit" id="send" class="{}">{}</button>
                </div>
                </form>
                """,
                action.name(),
                model.model(),
                model.generation(),
                idempotencyKey,
                label(action),
                model.model(),
                intent(action),
                Html.when(ActionRules.needsTarget(action), targets(action, model)),
                Html.when(action == OperatorAction.ROLLBACK, confirmation(model)),
                action == OperatorAction.ROLLBACK ? "danger" : "primary",
                label(action));
    }

    /** What a rollback will do. */
    public static Html preview(RollbackPreview preview) {
        return Html.of(
                """
                <dl class="preview">
                <div><dt>serving</dt><dd>{}{} <span class="arrow">→</span> {}{} {}</dd></div>
                <div><dt>must converge</dt><dd>{}</dd></div>
                <div><dt>trainer rewinds</dt><dd>to {} and goes on at {}</dd></div>
                <div><dt>suspect data</dt><dd>{}</dd></div>
                <div><dt>quarantine</dt><dd>{}</dd></div>
                <div><dt>hold</dt><dd>{}</dd></div>
                <div><dt>expected</dt><dd>generation {}</dd></div>
                </dl>
                """,
                Glyphs.version(preview.from().version()),
                Glyphs.id(preview.from().id()),
                Glyphs.version(preview.to().version()),
                Glyphs.id(preview.to().id()),
                preview.warm() ? Glyphs.chip(Tone.GOOD, "warm") : Glyphs.chip(Tone.INFO, "loaded from disk"),
                mustConverge(preview),
                Glyphs.version(preview.to().version()),
                ranges(preview.rewindTo(), false),
                suspect(preview),
                Html.each(
                        preview.quarantine(),
                        candidate -> Html.of(
                                "<span class=\"named\">{}{}</span>",
                                Glyphs.version(candidate.version()),
                                Glyphs.id(candidate.id()))),
                preview.alreadyHeld()
                        ? "automatic promotion stays on hold"
                        : "automatic promotion will be on hold until someone releases it",
                preview.expectedGeneration());
    }

    static String label(OperatorAction action) {
        return switch (action) {
            case ROLLBACK -> "Roll back";
            case HOLD -> "Hold";
            case RELEASE_HOLD -> "Release hold";
            case PIN -> "Pin";
            case PROMOTE -> "Promote";
            case LIFT_QUARANTINE -> "Lift quarantine";
            case UNKNOWN -> "Unknown";
        };
    }

    private static String intent(OperatorAction action) {
        return switch (action) {
            case ROLLBACK ->
                "An earlier champion serves again. The version that serves now cannot come back by itself, and the trainer"
                        + " goes back to where the restored version ended.";
            case HOLD ->
                "No candidate is promoted automatically until the hold is released. What serves now goes on serving.";
            case RELEASE_HOLD -> "Candidates that pass all gates are promoted automatically again.";
            case PIN ->
                "A former champion serves again and automatic promotion is put on hold. Unlike a rollback, it puts nothing into"
                        + " quarantine and leaves the trainer alone.";
            case PROMOTE -> "The chosen version serves now, whatever its gates said.";
            case LIFT_QUARANTINE -> "The chosen version and what descends from it may be promoted again.";
            case UNKNOWN -> "";
        };
    }

    private static Html targets(OperatorAction action, ModelState model) {
        List<Candidate> possible = ActionRules.targets(action, model);
        return Html.of(
                "<label for=\"to\">Version</label><select id=\"to\" name=\"to\" required>{}</select>",
                Html.each(
                        possible,
                        candidate -> Html.of(
                                "<option value=\"{}\">v{} · {} · {}{}</option>",
                                candidate.id(),
                                candidate.version(),
                                Glyphs.shortId(candidate.id()),
                                candidate.stage().words(),
                                accuracy(candidate))));
    }

    private static String accuracy(Candidate candidate) {
        var accuracy = candidate.measure(ProbeMeasures.ACCURACY);
        return accuracy.isPresent() ? " · probe " + Glyphs.percent(accuracy.getAsDouble()) : "";
    }

    private static Html confirmation(ModelState model) {
        return Html.of(
                "<label for=\"confirm\">Type <b>{}</b> to confirm</label>"
                        + "<input id=\"confirm\" name=\"confirm\" required autocomplete=\"off\" spellcheck=\"false\" data-expect=\"{}\">",
                model.model(),
                model.model());
    }

    private static Html mustConverge(RollbackPreview preview) {
        if (preview.mustConverge().isEmpty()) {
            return Html.of("{} nobody is alive to follow", Glyphs.chip(Tone.WARN, "no instance"));
        }
        return Html.each(
                preview.mustConverge(),
                instance -> Html.of(
                        "<span class=\"named\">{}</span>", instance.observed().getInstance()));
    }

    private static Html suspect(RollbackPreview preview) {
        if (preview.suspect().isEmpty()) {
            return Html.of("<span class=\"none\">none</span>");
        }
        return Html.of(
                "{} offsets, skipped from then on {}",
                Glyphs.count(preview.suspectOffsets()),
                ranges(preview.suspect(), true));
    }

    private static Html ranges(List<OffsetRange> ranges, boolean withEnd) {
        if (ranges.isEmpty()) {
            return Html.of("<span class=\"none\">the beginning</span>");
        }
        return Html.of(
                "<span class=\"ranges\">{}</span>",
                Html.each(
                        ranges,
                        range -> Html.of(
                                "<code>{}-{}@{}{}</code>",
                                range.getTopic(),
                                range.getPartition(),
                                range.getFromOffset(),
                                withEnd ? "…" + (range.getToOffset() - 1) : "")));
    }
}
