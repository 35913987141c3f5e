package io.perennial.console.state;

import io.perennial.schemas.records.OperatorCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A command of an operator as it stands in {@code ops.commands}.
 *
 * @param decision the decision that answers it; null: the controller has not answered yet
 */
public record IssuedCommand(
        OperatorCommand command, @Nullable AuditEntry decision) {
    public IssuedCommand {
        Objects.requireNonNull(command, "command");
    }
}
