package io.perennial.console.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sessions of browsers and command lines, kept in memory. Safe for use by several threads. */
public final class Sessions {
    private static final Duration IDLE = Duration.ofHours(8);
    private static final int MOST = 10_000;
    private static final int TOKEN_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private record Entry(Session session, Instant expires) {}

    public Sessions(Clock clock) {
        this.clock = clock;
    }

    /** A new session; {@code identity} is null before sign-in. */
    public synchronized Session open(@Nullable Identity identity) {
        Session session = new Session(token(), token(), identity);
        entries.put(session.id(), new Entry(session, clock.instant().plus(IDLE)));
        if (entries.size() > MOST) {
            entries.remove(entries.keySet().iterator().next());
        }
        return session;
    }

    /** The session with this id, used just now. */
    public synchronized Optional<Session> find(@Nullable String id) {
        Entry entry = id == null ? null : entries.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.expires().isBefore(clock.instant())) {
            entries.remove(entry.session().id());
            return Optional.empty();
        }
        entries.put(
                entry.session().id(), new Entry(entry.session(), clock.instant().plus(IDLE)));
        return Optional.of(entry.session());
    }

    public synchronized void close(String id) {
        entries.remove(id);
    }

    private String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * One session.
     *
     * @param id value of the cookie
     * @param csrfToken what every request that changes something must carry
     * @param identity null: not signed in
     */
    public record Session(
            String id, String csrfToken, @Nullable Identity identity) {
        public boolean accepts(@Nullable String token) {
            return token != null
                    && MessageDigest.isEqual(
                            token.getBytes(StandardCharsets.UTF_8), csrfToken.getBytes(StandardCharsets.UTF_8));
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "Session[" + (identity == null ? "nobody" : identity.name()) + "]";
        }
    }
}
