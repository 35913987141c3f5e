package io.perennial.console.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.perennial.console.command.Refusal;
import io.perennial.console.command.RefusedException;
import io.perennial.console.page.ActionDialog;
import io.perennial.console.page.CandidatesPage;
import io.perennial.console.page.CurationPage;
import io.perennial.console.page.DecisionsPage;
import io.perennial.console.page.DriftPage;
import io.perennial.console.page.Html;
import io.perennial.console.page.Layout;
import io.perennial.console.page.NowPage;
import io.perennial.console.page.Section;
import io.perennial.console.page.TopicsPage;
import io.perennial.console.page.View;
import io.perennial.schemas.records.OperatorAction;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What browsers show. */
final class Pages {
    private final Views views;
    private final Gatekeeper gatekeeper;

    Pages(Views views, Gatekeeper gatekeeper) {
        this.views = views;
        this.gatekeeper = gatekeeper;
    }

    void addTo(RoutesConfig routes) {
        page(routes, Section.NOW, (view, model) -> NowPage.body(view));
        page(routes, Section.CANDIDATES, CandidatesPage::body);
        page(routes, Section.DECISIONS, DecisionsPage::body);
        page(routes, Section.DRIFT, (view, model) -> DriftPage.body(view));
        page(routes, Section.CURATION, (view, model) -> CurationPage.body(view));
        page(routes, Section.TOPICS, (view, model) -> TopicsPage.body(view));
        routes.get("/models/{model}/actions/{action}", this::dialog);
        routes.get(
                "/sign-in",
                request -> request.html(
                        Layout.signIn(gatekeeper.csrfToken(request), "").markup()));
        routes.post("/sign-in", this::signIn);
        routes.post("/sign-out", this::signOut);
    }

    private void page(RoutesConfig routes, Section section, BiFunction<View, @Nullable String, Html> body) {
        routes.get(section.path(), request -> {
            View view = views.of(gatekeeper.identity(request));
            @Nullable String model = request.queryParam("model");
            if (model != null) {
                views.model(model);
            }
            Html page = Layout.page(
                    section, view, gatekeeper.csrfToken(request), gatekeeper.needsSignIn(), body.apply(view, model));
            request.html(page.markup());
        });
    }

    private void dialog(Context request) {
        OperatorAction action = action(request.pathParam("action"));
        gatekeeper.requireMay(request, action);
        Html form = ActionDialog.form(
                action,
                views.model(request.pathParam("model")),
                UUID.randomUUID().toString());
        request.html(form.markup());
    }

    private static OperatorAction action(String name) {
        try {
            return OperatorAction.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.UNKNOWN, "there is no action " + name);
        }
    }

    private void signIn(Context request) {
        try {
            gatekeeper.signIn(
                    request,
                    Objects.requireNonNullElse(request.formParam("name"), ""),
                    Objects.requireNonNullElse(request.formParam("password"), ""));
            request.redirect("/", HttpStatus.SEE_OTHER);
        } catch (RefusedException e) {
            gatekeeper.denied(request, e);
            request.status(e.refusal().httpStatus())
                    .html(Layout.signIn(gatekeeper.csrfToken(request), Objects.requireNonNull(e.getMessage()))
                            .markup());
        }
    }

    private void signOut(Context request) {
        gatekeeper.signOut(request);
        request.redirect("/", HttpStatus.SEE_OTHER);
    }
}
