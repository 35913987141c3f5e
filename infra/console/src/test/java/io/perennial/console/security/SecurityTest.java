package io.perennial.console.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.HostPort;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.OperatorAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8088", "192.0.2.7:8088", "[::]:8088"})
    void anAddressThatOthersCanReachNeedsUsers(String address) {
        // given
        HostPort reachable = HostPort.parse(address);

        // when // then
        assertThatThrownBy(() -> Exposure.requireSafe(reachable, false))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("console.users.file");
        assertThatCode(() -> Exposure.requireSafe(reachable, true)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8088", "localhost:0", "[::1]:8088"})
    void loopbackNeedsNoUsers(String address) {
        assertThatCode(() -> Exposure.requireSafe(HostPort.parse(address), false))
                .doesNotThrowAnyException();
    }

    @Test
    void anEntryOfTheUsersFileLetsItsUserIn() throws IOException {
        // given
        Path file = directory.resolve("users");
        Files.writeString(
                file, "# operators\n\n" + Users.entry("alice", Role.OPERATOR, "correct horse battery".toCharArray()));

        // when
        Users users = Users.read(file);

        // then
        assertThat(users.authenticate("alice", "correct horse battery")).contains(new Identity("alice", Role.OPERATOR));
        assertThat(users.authenticate("alice", "wrong")).isEmpty();
        assertThat(users.authenticate("bob", "correct horse battery")).isEmpty();
    }

    @Test
    void aWrongLineOfTheUsersFileIsNamed() throws IOException {
        // given
        Path file = directory.resolve("users");
        Files.writeString(file, "alice:operator:plain-text-password\n");

        // when // then
        assertThatThrownBy(() -> Users.read(file))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("plain-text-password");
    }

    @Test
    void afterFiveWrongPasswordsAnAddressMustWait() {
        // given
        SignInThrottle throttle = new SignInThrottle(NOON);

        // when
        for (int i = 0; i < 5; i++) {
            throttle.failed("alice", "192.0.2.7");
        }

        // then
        assertThat(throttle.pause("alice", "192.0.2.7")).contains(Duration.ofMinutes(1));
        assertThat(throttle.pause("alice", "192.0.2.8")).isEmpty();
    }

    @Test
    void aSessionEndsAfterEightIdleHours() {
        // given
        AdjustableClock clock = new AdjustableClock();
        Sessions sessions = new Sessions(clock);
        Sessions.Session session = sessions.open(Identity.ofThisMachine());

        // when
        clock.advance(Duration.ofHours(7));
        boolean afterSevenHours = sessions.find(session.id()).isPresent();
        clock.advance(Duration.ofHours(9));
        boolean afterNineMore = sessions.find(session.id()).isPresent();

        // then
        assertThat(afterSevenHours).isTrue();
        assertThat(afterNineMore).isFalse();
    }

    @Test
    void aSessionAcceptsItsOwnTokenOnly() {
        // given
        Sessions sessions = new Sessions(NOON);
        Sessions.Session session = sessions.open(null);

        // when // then
        assertThat(session.accepts(session.csrfToken())).isTrue();
        assertThat(session.accepts(sessions.open(null).csrfToken())).isFalse();
        assertThat(session.accepts(null)).isFalse();
    }

    @Test
    void theSafeDirectionNeedsAnOperatorTheOtherAnApprover() {
        assertThat(Role.OPERATOR.mayDo(OperatorAction.ROLLBACK)).isTrue();
        assertThat(Role.OPERATOR.mayDo(OperatorAction.RELEASE_HOLD)).isFalse();
        assertThat(Role.APPROVER.mayDo(OperatorAction.RELEASE_HOLD)).isTrue();
        assertThat(Role.VIEWER.mayDo(OperatorAction.HOLD)).isFalse();
    }

    private static final class AdjustableClock extends Clock {
        private Instant now = NOON.instant();

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
