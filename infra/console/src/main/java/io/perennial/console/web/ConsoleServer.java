package io.perennial.console.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import io.perennial.console.command.CommandDesk;
import io.perennial.console.command.Refusal;
import io.perennial.console.command.RefusedException;
import io.perennial.console.page.Layout;
import io.perennial.runtime.HostPort;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of the console. */
public final class ConsoleServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConsoleServer.class);
    private static final long LARGEST_REQUEST = 64 << 10;
    private static final Set<Refusal> WORTH_LOGGING =
            Set.of(Refusal.NOT_SIGNED_IN, Refusal.FORBIDDEN, Refusal.TOO_MANY_ATTEMPTS);
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final Javalin javalin;
    private final EventHub hub;
    private final Gatekeeper gatekeeper;

    private ConsoleServer(HostPort address, Views views, CommandDesk desk, EventHub hub, Gatekeeper gatekeeper) {
        this.hub = hub;
        this.gatekeeper = gatekeeper;
        Changes changes = new Changes(hub, views.clock(), views.silentAfter());
        views.board().onChange(changes::publish);
        javalin = Javalin.create(config -> configure(config, address, views, desk));
    }

    /**
     * Starts a server and returns when it listens.
     *
     * @throws ServiceException (dependency) if the address is in use
     */
    static ConsoleServer start(HostPort address, Views views, CommandDesk desk, EventHub hub, Gatekeeper gatekeeper) {
        ConsoleServer server = new ConsoleServer(address, views, desk, hub, gatekeeper);
        try {
            server.javalin.start();
        } catch (JavalinBindException e) {
            throw ServiceException.dependency(
                    "the console cannot listen on " + address + ": is the port in use? Set console.address", e);
        }
        return server;
    }

    public int port() {
        return javalin.port();
    }

    /** Ends live streams, then stops listening. */
    @Override
    public void close() {
        hub.close();
        javalin.stop();
    }

    private void configure(JavalinConfig config, HostPort address, Views views, CommandDesk desk) {
        config.jetty.host = address.host();
        config.jetty.port = address.port();
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = LARGEST_REQUEST;
        config.http.defaultContentType = "text/plain; charset=utf-8";
        config.routes.before(this::secure);
        Assets assets = new Assets();
        config.routes.get("/assets/{name}", assets::serve);
        new Pages(views, gatekeeper).addTo(config.routes);
        new Api(views, desk, gatekeeper).addTo(config.routes);
        EventStream events = new EventStream(hub);
        config.routes.get("/api/v1/events", request -> {
            gatekeeper.identity(request);
            events.serve(request);
        });
        config.routes.exception(RefusedException.class, (refused, request) -> refuse(request, refused));
        config.routes.exception(Exception.class, (failure, request) -> fail(request, failure));
        config.routes.exception(HttpResponseException.class, (answer, request) -> answer(request, answer));
    }

    private void secure(Context request) {
        request.header("Content-Security-Policy", CONTENT_POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store");
        if (!request.path().startsWith("/assets/")) {
            gatekeeper.admit(request);
        }
    }

    private void refuse(Context request, RefusedException refused) {
        if (WORTH_LOGGING.contains(refused.refusal())) {
            gatekeeper.denied(request, refused);
        }
        String message = Objects.requireNonNull(refused.getMessage());
        if (isProgram(request)) {
            request.status(refused.refusal().httpStatus());
            Api.reply(request, Documents.error(refused.refusal().name(), message));
        } else if (refused.refusal() == Refusal.NOT_SIGNED_IN) {
            request.redirect("/sign-in", HttpStatus.SEE_OTHER);
        } else {
            request.status(refused.refusal().httpStatus())
                    .html(Layout.plain("Not possible", message).markup());
        }
    }

    private void fail(Context request, Exception failure) {
        if (failure instanceof IOException) {
            log.atDebug().setCause(failure).log("a client went away");
            return;
        }
        log.atError()
                .setCause(failure)
                .addKeyValue("request", request.method() + " " + request.path())
                .log("a request failed");
        request.status(500);
        Api.reply(request, Documents.error("BUG", "the console failed; its log says why"));
    }

    private static void answer(Context request, HttpResponseException answer) {
        String message = answer.getStatus() == HttpStatus.NOT_FOUND.getCode()
                ? "there is nothing at " + request.path()
                : Objects.requireNonNullElse(answer.getMessage(), "not possible");
        request.status(answer.getStatus());
        if (isProgram(request)) {
            Api.reply(request, Documents.error(Refusal.UNKNOWN.name(), message));
        } else {
            request.html(Layout.plain("Not possible", message).markup());
        }
    }

    private static boolean isProgram(Context request) {
        return request.path().startsWith("/api/") || request.path().startsWith("/models/");
    }
}
