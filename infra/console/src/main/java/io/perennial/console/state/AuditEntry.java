package io.perennial.console.state;

import io.perennial.schemas.records.Decision;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One decision as it stands in {@code promotion.decisions}.
 *
 * @param offset where it stands
 * @param chainFault null: its hash fits its bytes and the decision before it; else what does not fit, in one line
 */
public record AuditEntry(
        Decision decision, long offset, @Nullable String chainFault) {
    public AuditEntry {
        Objects.requireNonNull(decision, "decision");
    }

    public boolean isIntact() {
        return chainFault == null;
    }
}
