package io.perennial.console.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HandlerType;
import io.javalin.http.SameSite;
import io.perennial.console.command.Refusal;
import io.perennial.console.command.RefusedException;
import io.perennial.console.command.Requester;
import io.perennial.console.security.Identity;
import io.perennial.console.security.Role;
import io.perennial.console.security.Sessions;
import io.perennial.console.security.Sessions.Session;
import io.perennial.console.security.SignInThrottle;
import io.perennial.console.security.Users;
import io.perennial.schemas.records.OperatorAction;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests in or turns them away: host names, sessions, cross-site requests, roles. Every request passes {@link #admit} first. What
 * is turned away is logged with user, address and agent.
 */
final class Gatekeeper {
    private static final Logger log = LoggerFactory.getLogger(Gatekeeper.class);
    private static final String SESSION = "session";
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");
    private static final String BASIC = "Basic ";
    private static final int LONGEST_AGENT = 300;

    private final @Nullable Users users;
    private final Sessions sessions;
    private final SignInThrottle throttle;
    private final List<String> hosts;
    private final boolean https;

    /**
     * @param users null: nobody signs in, everyone is the user of this machine
     * @param hosts names under which browsers may come, beside the loopback names
     * @param https true: cookies are sent by HTTPS only
     */
    Gatekeeper(@Nullable Users users, Sessions sessions, SignInThrottle throttle, List<String> hosts, boolean https) {
        this.users = users;
        this.sessions = sessions;
        this.throttle = throttle;
        this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        this.https = https;
    }

    boolean needsSignIn() {
        return users != null;
    }

    /** Checks what must be true of every request, and finds or opens its session. */
    void admit(Context request) {
        requireKnownHost(request);
        Session session = session(request);
        request.attribute(SESSION, session);
        if (changesState(request)) {
            requireSameSite(request, session);
        }
    }

    /** Who asks; refuses those who have not signed in. */
    Identity identity(Context request) {
        Identity identity = current(request).identity();
        if (identity == null) {
            throw new RefusedException(
                    Refusal.NOT_SIGNED_IN, "sign in first, or send name and password as basic authentication");
        }
        return identity;
    }

    String csrfToken(Context request) {
        return current(request).csrfToken();
    }

    Requester requester(Context request) {
        return new Requester(identity(request).name(), request.ip(), agent(request));
    }

    /** Refuses those whose role does not allow the action. */
    void requireMay(Context request, OperatorAction action) {
        Identity identity = identity(request);
        if (!identity.role().mayDo(action)) {
            throw new RefusedException(
                    Refusal.FORBIDDEN,
                    "%s needs the role %s; %s is %s"
                            .formatted(
                                    action,
                                    Role.needed(action).word(),
                                    identity.name(),
                                    identity.role().word()));
        }
    }

    /** Signs in with name and password; the session gets a new id, so that one fixed beforehand is worth nothing. */
    void signIn(Context request, String name, String password) {
        Identity identity = authenticate(request, name, password);
        sessions.close(current(request).id());
        request.attribute(SESSION, open(request, identity));
    }

    void signOut(Context request) {
        sessions.close(current(request).id());
        request.removeCookie(cookieName(request), "/");
    }

    /** Records that somebody was turned away. */
    void denied(Context request, RefusedException refused) {
        Session session = request.attribute(SESSION);
        Identity identity = session == null ? null : session.identity();
        log.atWarn()
                .addKeyValue("user", identity == null ? "(nobody)" : identity.name())
                .addKeyValue("address", request.ip())
                .addKeyValue("agent", agent(request))
                .addKeyValue("request", request.method() + " " + request.path())
                .addKeyValue("refusal", refused.refusal())
                .log("denied: {}", refused.getMessage());
    }

    private static Session current(Context request) {
        return Objects.requireNonNull(request.<Session>attribute(SESSION), "request was not admitted");
    }

    private static boolean changesState(Context request) {
        return !(request.method().equals(HandlerType.GET) || request.method().equals(HandlerType.HEAD));
    }

    /** A page of another site that resolves its own name to this address sends its own name as host. */
    private void requireKnownHost(Context request) {
        String host = request.host() == null ? "" : request.host().toLowerCase(Locale.ROOT);
        String withoutPort = host.replaceAll(":\\d+$", "");
        boolean openToOthers = users != null && hosts.isEmpty();
        if (!openToOthers && !LOOPBACK.contains(withoutPort) && !hosts.contains(host)) {
            throw new RefusedException(
                    Refusal.FORBIDDEN, "host " + host + " is not known; add it to console.hosts if it is yours");
        }
    }

    private void requireSameSite(Context request, Session session) {
        String site = request.header("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw new RefusedException(Refusal.FORBIDDEN, "requests from other sites are not taken");
        }
        String origin = request.header("Origin");
        if (origin != null && !sameAuthority(origin, request.host())) {
            throw new RefusedException(Refusal.FORBIDDEN, "requests from " + origin + " are not taken");
        }
        String token = request.header("X-CSRF-Token");
        boolean form = request.contentType() != null
                && request.contentType().toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        if (token == null && form) {
            token = request.formParam("csrf");
        }
        if (!session.accepts(token)) {
            throw new RefusedException(
                    Refusal.FORBIDDEN,
                    "the CSRF token is missing or not of this session; get one from GET /api/v1/session and send it as X-CSRF-Token");
        }
    }

    private static boolean sameAuthority(String origin, @Nullable String host) {
        try {
            return URI.create(origin).getRawAuthority() != null
                    && URI.create(origin).getRawAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Session session(Context request) {
        Optional<Session> known = sessions.find(request.cookie(cookieName(request)));
        String authorization = request.header("Authorization");
        if (users == null) {
            return known.orElseGet(() -> open(request, Identity.ofThisMachine()));
        }
        if (known.isPresent() && known.get().identity() != null) {
            return known.get();
        }
        if (authorization != null && authorization.startsWith(BASIC)) {
            return open(request, basic(request, authorization.substring(BASIC.length())));
        }
        return known.orElseGet(() -> open(request, null));
    }

    private Identity basic(Context request, String encoded) {
        String[] pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8).split(":", 2);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.INVALID, "the Authorization header is not Base64");
        }
        if (pair.length != 2) {
            throw new RefusedException(Refusal.INVALID, "the Authorization header must hold name:password");
        }
        return authenticate(request, pair[0], pair[1]);
    }

    private Identity authenticate(Context request, String name, String password) {
        if (users == null) {
            throw new RefusedException(Refusal.INVALID, "no users are configured, nobody needs to sign in");
        }
        Optional<Duration> pause = throttle.pause(name, request.ip());
        if (pause.isPresent()) {
            throw new RefusedException(
                    Refusal.TOO_MANY_ATTEMPTS,
                    "too many wrong passwords; try again in " + (pause.get().toSeconds() + 1) + " s");
        }
        Optional<Identity> identity = users.authenticate(name, password);
        if (identity.isEmpty()) {
            throttle.failed(name, request.ip());
            throw new RefusedException(Refusal.NOT_SIGNED_IN, "name or password is wrong");
        }
        throttle.succeeded(name, request.ip());
        return identity.get();
    }

    private Session open(Context request, @Nullable Identity identity) {
        Session session = sessions.open(identity);
        request.cookie(new Cookie(cookieName(request), session.id(), "/", -1, https, true, null, SameSite.STRICT));
        return session;
    }

    /** Cookies do not know ports: two consoles on one machine must not take each other's. */
    private static String cookieName(Context request) {
        return "perennial_" + request.req().getLocalPort();
    }

    private static String agent(Context request) {
        String agent = Objects.requireNonNullElse(request.userAgent(), "");
        return agent.substring(0, Math.min(agent.length(), LONGEST_AGENT));
    }
}
