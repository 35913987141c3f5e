package io.perennial.console.page;

import io.perennial.console.page.Glyphs.Tone;
import io.perennial.console.security.Role;
import io.perennial.console.state.ActionRules;
import io.perennial.console.state.Attention;
import io.perennial.console.state.Candidate;
import io.perennial.console.state.Convergence;
import io.perennial.console.state.Instance;
import io.perennial.console.state.ModelState;
import io.perennial.console.state.RegistryState;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.ServedCheckpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who serves, what should serve, what MLflow shows, and what an operator can do about it. */
public final class NowPage {
    /** An instance that joined later says nothing about how fast a decision was followed. */
    private static final Duration WORTH_TELLING = Duration.ofMinutes(10);

    private static final int SPARK_WIDTH = 148;
    private static final int SPARK_HEIGHT = 40;
    private static final List<OperatorAction> ACTIONS = List.of(
            OperatorAction.ROLLBACK,
            OperatorAction.HOLD,
            OperatorAction.RELEASE_HOLD,
            OperatorAction.PROMOTE,
            OperatorAction.PIN,
            OperatorAction.LIFT_QUARANTINE);

    private NowPage() {}

    public static Html body(View view) {
        return Html.of(
                "<h1 class=\"unseen\">Now</h1>{}{}",
                attention(Attention.of(view.state(), view.now(), view.silentAfter())),
                Html.each(view.state().log().models().values(), model -> model(model, view)));
    }

    private static Html attention(List<Attention> found) {
        if (found.isEmpty()) {
            return Html.of(
                    "<section class=\"attention calm\" aria-label=\"Attention\">{}<p>Nothing needs attention.</p></section>",
                    Glyphs.chip(Tone.GOOD, "calm"));
        }
        return Html.of(
                "<section class=\"attention\" aria-label=\"Attention\"><ul>{}</ul></section>",
                Html.each(
                        found,
                        one -> Html.of(
                                "<li>{}<code class=\"code\">{}</code><span>{}{}</span></li>",
                                one.severity() == Attention.Severity.ALARM
                                        ? Glyphs.chip(Tone.BAD, "alarm")
                                        : Glyphs.chip(Tone.WARN, "warning"),
                                one.code(),
                                one.model().isEmpty() ? "" : one.model() + ": ",
                                one.line())));
    }

    private static Html model(ModelState model, View view) {
        Convergence fleet = Convergence.of(model, view.now(), view.silentAfter());
        return Html.of(
                """
                <article class="model" id="model-{}" aria-labelledby="title-{}">
                <header><h2 id="title-{}">{}</h2>{}<span class="generation">generation {}</span></header>
                {}
                <div class="columns">
                <div class="truth">{}{}{}</div>
                <div class="progress">{}</div>
                <div class="acts">{}</div>
                </div>
                </article>
                """,
                model.model(),
                model.model(),
                model.model(),
                model.model(),
                convergence(model, fleet),
                model.generation(),
                hold(model),
                desired(model),
                registry(model, view),
                instances(model, fleet, view),
                progress(model),
                Html.each(ACTIONS, action -> act(action, model, view)));
    }

    private static Html convergence(ModelState model, Convergence fleet) {
        if (model.champion() == null) {
            return Glyphs.chip(Tone.QUIET, "no champion yet");
        }
        var took = fleet.took();
        if (took != null) {
            return Glyphs.chip(
                    Tone.GOOD,
                    took.compareTo(WORTH_TELLING) > 0 ? "converged" : "converged in " + seconds(took.toMillis()));
        }
        if (fleet.reached().isEmpty() && fleet.waiting().isEmpty()) {
            return Glyphs.chip(Tone.BAD, "no instance alive");
        }
        return Glyphs.chip(
                Tone.WARN,
                "not converged: %d of %d"
                        .formatted(
                                fleet.reached().size(),
                                fleet.reached().size() + fleet.waiting().size()));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static Html hold(ModelState model) {
        DesiredModel desired = model.desired();
        if (desired == null || (!desired.getHold() && desired.getQuarantined().isEmpty())) {
            return Html.NOTHING;
        }
        List<Html> lines = new ArrayList<>();
        if (desired.getHold()) {
            lines.add(Html.of(
                    "<p>{}<span>Automatic promotion is on hold{}. {}</span></p>",
                    Glyphs.chip(Tone.WARN, "hold"),
                    Attention.heldSince(model)
                            .map(since -> Html.of(" since {}", Glyphs.time(since)))
                            .orElse(Html.NOTHING),
                    heldBecause(model)));
        }
        if (!desired.getQuarantined().isEmpty()) {
            lines.add(Html.of(
                    "<p>{}{}</p>",
                    Glyphs.chip(Tone.BAD, "quarantine"),
                    Html.each(desired.getQuarantined(), id -> named(model, id))));
        }
        return Html.of("<div class=\"hold\">{}</div>", Html.join(lines));
    }

    private static Html heldBecause(ModelState model) {
        return model.decisions().stream()
                .filter(entry -> switch (entry.decision().getKind()) {
                    case HOLD, ROLLBACK, PIN, ALIAS_ADOPTED -> true;
                    default -> false;
                })
                .reduce((older, newest) -> newest)
                .map(entry -> Html.of(
                        "<b>{}</b>: {}",
                        entry.decision().getActor(),
                        entry.decision().getReason()))
                .orElse(Html.NOTHING);
    }

    private static Html named(ModelState model, String checkpointId) {
        return Html.of(
                "<span class=\"named\">{}{}</span>",
                model.candidate(checkpointId)
                        .map(candidate -> Glyphs.version(candidate.version()))
                        .orElse(Html.NOTHING),
                Glyphs.id(checkpointId));
    }

    private static Html served(@Nullable ServedCheckpoint served) {
        if (served == null) {
            return Html.of("<span class=\"none\">none</span>");
        }
        return Html.of("{}{}", Glyphs.version(served.getVersion()), Glyphs.id(served.getCheckpointId()));
    }

    private static Html desired(ModelState model) {
        DesiredModel desired = model.desired();
        if (desired == null) {
            return Html.of(
                    "<section><h3>Desired</h3><p class=\"none\">The controller has not decided anything yet.</p></section>");
        }
        return Html.of(
                """
                <section><h3>Desired</h3>
                <p class="who-serves">{}</p>
                <dl>
                <div><dt>challenger</dt><dd>{}</dd></div>
                <div><dt>previous</dt><dd>{}</dd></div>
                <div><dt>by</dt><dd>{} {}, {}</dd></div>
                </dl>
                <p class="reason">{}</p>
                </section>
                """,
                served(desired.getChampion()),
                served(desired.getChallenger()),
                served(desired.getPrevious()),
                Glyphs.chip(desired.getCause()),
                desired.getActor(),
                Glyphs.time(desired.getDecidedAt()),
                desired.getReason());
    }

    private static Html registry(ModelState model, View view) {
        RegistryState registry = view.state().registry();
        RegistryState.Aliases aliases = registry.aliases(model.model());
        return Html.of(
                """
                <section><h3>MLflow</h3>
                {}
                </section>
                """,
                switch (registry.status()) {
                    case OFF -> Html.of("<p class=\"none\">MLflow: not used</p>");
                    case AWAY ->
                        Html.of(
                                "<p>{}</p><p class=\"note\">since {}. Nothing here depends on it.</p>",
                                Glyphs.chip(Tone.WARN, "MLflow: away"),
                                Glyphs.time(registry.since()));
                    case UP ->
                        Html.of(
                                "<dl><div><dt>champion</dt><dd>{}</dd></div><div><dt>challenger</dt><dd>{}</dd></div></dl>",
                                alias(aliases.champion(), model.champion()),
                                alias(aliases.challenger(), model.challenger()));
                });
    }

    private static Html alias(RegistryState.@Nullable Alias alias, @Nullable ServedCheckpoint desired) {
        String wanted = desired == null ? "" : desired.getCheckpointId();
        if (alias == null) {
            return wanted.isEmpty()
                    ? Html.of("<span class=\"none\">not set</span>")
                    : Html.of("<span class=\"none\">not set</span> {}", Glyphs.chip(Tone.WARN, "behind"));
        }
        boolean inStep = alias.checkpointId().equals(wanted);
        return Html.of(
                "<span class=\"version\">version {}</span>{}{}",
                alias.registryVersion(),
                Glyphs.id(alias.checkpointId()),
                inStep ? Glyphs.chip(Tone.GOOD, "in step") : Glyphs.chip(Tone.WARN, "differs"));
    }

    private static Html instances(ModelState model, Convergence fleet, View view) {
        List<Instance> shown = model.instances().stream()
                .filter(instance -> !instance.isStopped())
                .toList();
        if (shown.isEmpty()) {
            return Html.of(
                    "<section><h3>Instances</h3><p class=\"none\">No serving instance has reported.</p></section>");
        }
        return Html.of("""
                <section><h3>Instances</h3>
                <table class="instances"><thead><tr><th>instance</th><th>state</th><th>serves</th>
                <th class="num">generation</th><th class="num">loaded in</th></tr></thead><tbody>{}</tbody></table>
                </section>
                """, Html.each(shown, instance -> instance(model, instance, fleet, view)));
    }

    private static Html instance(ModelState model, Instance instance, Convergence fleet, View view) {
        var observed = instance.observed();
        String champion = observed.getChampionId();
        String error = observed.getError();
        Html state = instance.isSilent(view.now(), view.silentAfter())
                ? Glyphs.chip(Tone.QUIET, "silent")
                : Glyphs.chip(observed.getState());
        return Html.of(
                "<tr><td title=\"{}\">{}</td><td>{}{}</td><td>{}</td><td class=\"num {}\">{}</td><td class=\"num\">{}</td></tr>",
                observed.getAddress(),
                observed.getInstance(),
                state,
                error == null ? Html.NOTHING : Html.of("<div class=\"failure\">{}</div>", error),
                champion == null ? Glyphs.id(null) : named(model, champion),
                observed.getGeneration() < fleet.generation() ? "behind" : "",
                observed.getGeneration(),
                seconds(observed.getLoadMillis()));
    }

    private static Html progress(ModelState model) {
        List<Double> losses = model.candidates().stream()
                .map(candidate -> candidate.checkpoint().getLossLast())
                .toList();
        List<Double> accuracies = model.candidates().stream()
                .map(candidate -> candidate.measure(ProbeMeasures.ACCURACY))
                .filter(accuracy -> accuracy.isPresent())
                .map(accuracy -> accuracy.getAsDouble())
                .toList();
        @Nullable Double untrained = untrained(model);
        return Html.of(
                """
                <section><h3>Loss</h3><p class="figure">{}</p>{}</section>
                <section><h3>Probe accuracy</h3><p class="figure">{}</p>{}</section>
                <section class="newest"><h3>Newest candidate</h3>{}</section>
                """,
                losses.isEmpty() ? Glyphs.id(null) : Html.text(Glyphs.number(losses.get(losses.size() - 1))),
                Sparkline.of("loss over versions", losses, SPARK_WIDTH, SPARK_HEIGHT, null),
                accuracies.isEmpty() ? Glyphs.id(null) : accuracy(accuracies.get(accuracies.size() - 1), untrained),
                Sparkline.of("probe accuracy over versions", accuracies, SPARK_WIDTH, SPARK_HEIGHT, untrained),
                newest(model));
    }

    private static Html accuracy(double accuracy, @Nullable Double untrained) {
        if (untrained == null) {
            return Html.text(Glyphs.percent(accuracy));
        }
        return Html.of(
                "{} <small title=\"over the untrained encoder\">{}</small>",
                Glyphs.percent(accuracy),
                Glyphs.points(accuracy - untrained));
    }

    private static @Nullable Double untrained(ModelState model) {
        for (int i = model.candidates().size() - 1; i >= 0; i--) {
            var untrained = model.candidates().get(i).measure(ProbeMeasures.UNTRAINED);
            if (untrained.isPresent()) {
                return untrained.getAsDouble();
            }
        }
        return null;
    }

    private static Html newest(ModelState model) {
        if (model.candidates().isEmpty()) {
            return Html.of("<p class=\"none\">No checkpoint yet.</p>");
        }
        Candidate newest = model.candidates().get(model.candidates().size() - 1);
        long passed = newest.gates().stream()
                .filter(gate -> gate.getOutcome() == GateOutcome.PASS)
                .count();
        Html gates = newest.gates().isEmpty()
                ? Html.NOTHING
                : Html.of("{} of {} gates passed,", passed, newest.gates().size());
        return Html.of(
                "<p><a href=\"/candidates?model={}#c-{}\">{}{}</a>{}</p><p class=\"note\">{} {}</p>",
                model.model(),
                newest.id(),
                Glyphs.version(newest.version()),
                Glyphs.id(newest.id()),
                Glyphs.chip(newest.stage()),
                gates,
                Html.of("written {}", Glyphs.time(newest.checkpoint().getCreatedAt())));
    }

    private static Html act(OperatorAction action, ModelState model, View view) {
        Optional<String> obstacle = obstacle(action, model, view);
        String label = ActionDialog.label(action);
        String id = "act-" + model.model() + "-" + action.name().toLowerCase(Locale.ROOT);
        if (obstacle.isEmpty()) {
            return Html.of(
                    "<div class=\"act\"><button type=\"button\" id=\"{}\" class=\"{}\" data-action=\"{}\" data-model=\"{}\">{}…</button></div>",
                    id,
                    action == OperatorAction.ROLLBACK ? "danger" : "",
                    action.name(),
                    model.model(),
                    label);
        }
        return Html.of(
                "<div class=\"act\"><button type=\"button\" id=\"{}\" disabled aria-describedby=\"{}-why\">{}</button>"
                        + "<span class=\"why\" id=\"{}-why\">{}</span></div>",
                id,
                id,
                label,
                id,
                obstacle.get());
    }

    private static Optional<String> obstacle(OperatorAction action, ModelState model, View view) {
        Role role = view.viewer().role();
        if (!role.mayDo(action)) {
            return Optional.of("needs the role " + Role.needed(action).word() + ", you are " + role.word());
        }
        return ActionRules.obstacle(action, model, view.state().kafka());
    }
}
