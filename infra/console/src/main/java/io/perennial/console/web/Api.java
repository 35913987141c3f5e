package io.perennial.console.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.perennial.console.command.CheckpointChoice;
import io.perennial.console.command.CommandDesk;
import io.perennial.console.command.CommandRequest;
import io.perennial.console.command.Refusal;
import io.perennial.console.command.RefusedException;
import io.perennial.console.page.ActionDialog;
import io.perennial.console.page.View;
import io.perennial.console.security.Identity;
import io.perennial.console.state.ActionRules;
import io.perennial.console.state.Attention;
import io.perennial.console.state.AuditEntry;
import io.perennial.console.state.Candidate;
import io.perennial.console.state.CommandProgress;
import io.perennial.console.state.ConsoleState;
import io.perennial.console.state.IssuedCommand;
import io.perennial.console.state.ModelState;
import io.perennial.console.state.RollbackPreview;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The public REST API under {@code /api/v1}; the console's own pages and command line use nothing else to act. */
final class Api {
    private static final String JSON_LINES = "application/x-ndjson";
    private static final int DECISIONS_BY_DEFAULT = 200;

    private final Views views;
    private final CommandDesk desk;
    private final Gatekeeper gatekeeper;
    private final ObjectMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    Api(Views views, CommandDesk desk, Gatekeeper gatekeeper) {
        this.views = views;
        this.desk = desk;
        this.gatekeeper = gatekeeper;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/session", this::session);
        routes.get("/api/v1/status", this::status);
        routes.get("/api/v1/models", this::models);
        routes.get("/api/v1/models/{model}", this::model);
        routes.get("/api/v1/models/{model}/candidates", this::candidates);
        routes.get("/api/v1/models/{model}/rollback-preview", this::preview);
        routes.get("/api/v1/decisions", this::decisions);
        routes.get("/api/v1/drift", this::drift);
        routes.get(
                "/api/v1/curation",
                request -> reply(request, Documents.curation(state().log().curation())));
        routes.get("/api/v1/topics", request -> reply(request, Documents.topics(state().lag())));
        routes.get("/api/v1/commands", this::commands);
        routes.get("/api/v1/commands/{id}", this::command);
        routes.post("/api/v1/commands", this::accept);
    }

    static void reply(Context request, JsonNode document) {
        request.contentType("application/json").result(document.toString());
    }

    private void session(Context request) {
        Identity identity = gatekeeper.identity(request);
        reply(
                request,
                Documents.object()
                        .put("user", identity.name())
                        .put("role", identity.role().word())
                        .put("csrfToken", gatekeeper.csrfToken(request)));
    }

    private void status(Context request) {
        View view = view(request);
        ConsoleState state = view.state();
        ObjectNode document = Documents.object()
                .put("revision", state.revision())
                .put("caughtUp", state.log().caughtUp())
                .put("records", state.log().records());
        document.putObject("kafka")
                .put("reachable", state.kafka().reachable())
                .put("since", state.kafka().since().toString())
                .put("detail", state.kafka().detail());
        document.putObject("mlflow")
                .put("status", state.registry().status().name())
                .put("since", state.registry().since().toString())
                .put("detail", state.registry().detail());
        document.set("attention", Documents.attention(Attention.of(state, view.now(), view.silentAfter())));
        reply(request, document);
    }

    private void models(Context request) {
        View view = view(request);
        ArrayNode models = Documents.array();
        view.state().log().models().values().forEach(model -> models.add(document(model, view)));
        ObjectNode document = Documents.object();
        document.set("models", models);
        reply(request, document);
    }

    private void model(Context request) {
        View view = view(request);
        reply(request, document(named(request), view));
    }

    private void candidates(Context request) {
        view(request);
        ArrayNode candidates = Documents.array();
        newestFirst(named(request).candidates()).forEach(candidate -> candidates.add(Documents.candidate(candidate)));
        ObjectNode document = Documents.object();
        document.set("candidates", candidates);
        reply(request, document);
    }

    private void preview(Context request) {
        View view = view(request);
        ModelState model = named(request);
        ActionRules.obstacle(OperatorAction.ROLLBACK, model, view.state().kafka())
                .ifPresent(obstacle -> {
                    throw new RefusedException(Refusal.NOT_POSSIBLE_NOW, model.model() + ": " + obstacle);
                });
        String to = Objects.requireNonNullElse(request.queryParam("to"), "");
        Candidate target = CheckpointChoice.find(model, OperatorAction.ROLLBACK, to);
        RollbackPreview preview = preview(model, target, view);
        if (Objects.requireNonNullElse(request.header("Accept"), "").contains("text/html")) {
            request.html(ActionDialog.preview(preview).markup());
        } else {
            reply(request, Documents.preview(preview));
        }
    }

    private static RollbackPreview preview(ModelState model, Candidate target, View view) {
        try {
            return RollbackPreview.of(model, target, view.now(), view.silentAfter());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.NOT_POSSIBLE_NOW, Objects.requireNonNull(e.getMessage()));
        }
    }

    private void decisions(Context request) {
        view(request);
        @Nullable String model = request.queryParam("model");
        @Nullable String kind = request.queryParam("kind");
        boolean lines = "jsonl".equals(request.queryParam("format"));
        Stream<AuditEntry> entries = state().log().models().values().stream()
                .filter(each -> model == null || each.model().equals(model))
                .flatMap(each -> each.decisions().stream())
                .filter(entry ->
                        kind == null || entry.decision().getKind().name().equals(kind.toUpperCase(Locale.ROOT)));
        if (lines) {
            StringBuilder text = new StringBuilder();
            entries.sorted(Comparator.comparingLong(AuditEntry::offset))
                    .forEach(entry -> text.append(Documents.decision(entry)).append('\n'));
            request.header("Content-Disposition", "attachment; filename=\"decisions.jsonl\"")
                    .contentType(JSON_LINES)
                    .result(text.toString());
            return;
        }
        ObjectNode document = Documents.object();
        ArrayNode decisions = document.putArray("decisions");
        entries.sorted(Comparator.comparingLong(AuditEntry::offset).reversed())
                .limit(limit(request))
                .forEach(entry -> decisions.add(Documents.decision(entry)));
        reply(request, document);
    }

    private void drift(Context request) {
        view(request);
        ObjectNode document = Documents.object();
        ArrayNode signals = document.putArray("signals");
        newestFirst(state().log().drift()).forEach(signal -> signals.add(Documents.drift(signal)));
        reply(request, document);
    }

    private void commands(Context request) {
        View view = view(request);
        ObjectNode document = Documents.object();
        ArrayNode commands = document.putArray("commands");
        newestFirst(view.state().log().commands())
                .forEach(issued -> commands.add(Documents.progress(progress(issued, view))));
        reply(request, document);
    }

    private void command(Context request) {
        View view = view(request);
        String id = request.pathParam("id");
        IssuedCommand issued =
                desk.issued(id).orElseThrow(() -> new RefusedException(Refusal.UNKNOWN, "there is no command " + id));
        reply(request, Documents.progress(progress(issued, view)));
    }

    private void accept(Context request) {
        CommandRequest asked = parse(request);
        OperatorAction action = asked.action();
        if (action != null) {
            gatekeeper.requireMay(request, action);
        }
        OperatorCommand command = desk.accept(asked, gatekeeper.requester(request));
        View view = view(request);
        IssuedCommand issued = desk.issued(command.getCommandId()).orElse(new IssuedCommand(command, null));
        request.status(202).header("Location", "/api/v1/commands/" + command.getCommandId());
        reply(request, Documents.progress(progress(issued, view)));
    }

    private CommandRequest parse(Context request) {
        if (!request.isJson()) {
            throw new RefusedException(Refusal.INVALID, "send JSON with Content-Type: application/json");
        }
        try {
            CommandRequest asked = mapper.readValue(request.body(), CommandRequest.class);
            if (asked != null) {
                return asked;
            }
        } catch (JsonProcessingException e) {
            throw new RefusedException(Refusal.INVALID, "the request is not a command: " + e.getOriginalMessage());
        }
        throw new RefusedException(Refusal.INVALID, "the request is empty");
    }

    private static CommandProgress progress(IssuedCommand issued, View view) {
        String model = issued.command().getModel();
        return CommandProgress.of(
                issued,
                view.state().log().model(model).orElse(ModelState.empty(model)),
                view.now(),
                view.silentAfter());
    }

    private ModelState named(Context request) {
        return views.model(request.pathParam("model"));
    }

    private ObjectNode document(ModelState model, View view) {
        return Documents.model(model, view.state(), view.now(), view.silentAfter());
    }

    private View view(Context request) {
        return views.of(gatekeeper.identity(request));
    }

    private ConsoleState state() {
        return views.state();
    }

    private static int limit(Context request) {
        String limit = request.queryParam("limit");
        try {
            int count = limit == null ? DECISIONS_BY_DEFAULT : Integer.parseInt(limit);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new RefusedException(Refusal.INVALID, "limit must be a number above 0, was " + limit);
        }
        throw new RefusedException(Refusal.INVALID, "limit must be a number above 0, was " + limit);
    }

    private static <T> List<T> newestFirst(List<T> oldestFirst) {
        List<T> reversed = new ArrayList<>(oldestFirst);
        Collections.reverse(reversed);
        return reversed;
    }
}
