package io.perennial.console.command;

import static io.perennial.console.state.StoryOfAModel.MODEL;
import static io.perennial.console.state.StoryOfAModel.NOON;
import static io.perennial.console.state.StoryOfAModel.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.console.state.KafkaState;
import io.perennial.console.state.StateBoard;
import io.perennial.console.state.StoryOfAModel;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandDeskTest {
    private static final Requester ALICE = new Requester("alice", "127.0.0.1", "a test");

    private final StateBoard board =
            new StateBoard(StoryOfAModel.ofThreeChampions().console());
    private final List<OperatorCommand> written = new ArrayList<>();
    private final CommandDesk desk = new CommandDesk(board, written::add, Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void aRollbackIsWrittenWithAllThatTheControllerNeeds() {
        // when
        OperatorCommand command = desk.accept(rollback("2", 3L, MODEL, "key-0001"), ALICE);

        // then
        assertThat(written).containsExactly(command);
        assertThat(command.getCheckpointId()).isEqualTo(id(2));
        assertThat(command.getExpectedGeneration()).isEqualTo(3);
        assertThat(command.getActor()).isEqualTo("alice");
        assertThat(command.getClientAddress()).isEqualTo("127.0.0.1");
        assertThat(command.getIssuedAt()).isEqualTo(NOON);
    }

    @Test
    void theSameKeyTwiceWritesOneCommand() {
        // given
        OperatorCommand first = desk.accept(rollback("2", 3L, MODEL, "key-0001"), ALICE);

        // when
        OperatorCommand second = desk.accept(rollback("1", 3L, MODEL, "key-0001"), ALICE);

        // then
        assertThat(second).isEqualTo(first);
        assertThat(written).hasSize(1);
    }

    @Test
    void aCheckpointMayBeNamedByTheFirstDigitsOfItsId() {
        // when
        OperatorCommand command = desk.accept(rollback(id(1).substring(0, 8), 3L, MODEL, null), ALICE);

        // then
        assertThat(command.getCheckpointId()).isEqualTo(id(1));
    }

    @Test
    void anOldGenerationIsStale() {
        assertRefused(
                () -> desk.accept(rollback("2", 2L, MODEL, null), ALICE),
                Refusal.STALE_GENERATION,
                "is at generation 3, you saw 2");
    }

    @Test
    void aRollbackWithoutTheTypedNameIsRefused() {
        assertRefused(() -> desk.accept(rollback("2", 3L, "text", null), ALICE), Refusal.INVALID, "typed again");
    }

    @Test
    void aRollbackToTheChampionIsRefused() {
        assertRefused(
                () -> desk.accept(rollback("3", 3L, MODEL, null), ALICE),
                Refusal.NOT_POSSIBLE_NOW,
                "version 3 is champion");
    }

    @Test
    void anUnknownVersionIsRefused() {
        assertRefused(() -> desk.accept(rollback("99", 3L, MODEL, null), ALICE), Refusal.UNKNOWN, "no checkpoint 99");
    }

    @Test
    void anUnknownModelIsRefusedWithTheKnownOnes() {
        assertRefused(
                () -> desk.accept(
                        new CommandRequest("texts", OperatorAction.HOLD, null, 3L, "a reason", null, null), ALICE),
                Refusal.UNKNOWN,
                "known are text-encoder");
    }

    @Test
    void aCommandWithoutAReasonIsRefused() {
        assertRefused(
                () -> desk.accept(new CommandRequest(MODEL, OperatorAction.HOLD, null, 3L, "  ", null, null), ALICE),
                Refusal.INVALID,
                "reason must have");
    }

    @Test
    void nothingIsAcceptedWhileKafkaIsAway() {
        // given
        board.update(state -> state.with(new KafkaState(false, NOON, "no answer")));

        // when // then
        assertRefused(() -> desk.accept(rollback("2", 3L, MODEL, null), ALICE), Refusal.KAFKA_AWAY, "Kafka is away");
    }

    private void assertRefused(ThrowingCallable asked, Refusal refusal, String message) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(refusal))
                .hasMessageContaining(message);
        assertThat(written).isEmpty();
    }

    private static CommandRequest rollback(String to, long generation, String confirm, @Nullable String key) {
        return new CommandRequest(MODEL, OperatorAction.ROLLBACK, to, generation, "it went wrong", confirm, key);
    }
}
