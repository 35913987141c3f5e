package io.perennial.curator.history;

import io.perennial.schemas.records.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What the present rules say about a record that was judged before.
 *
 * @param agreement with the verdict
 * @param configHash digest of the present rule file
 * @param verdict what they decide; null if the record is gone
 * @param remark one line for people
 */
public record PresentDecision(
        Agreement agreement, String configHash, @Nullable Verdict verdict, String remark) {

    /** Whether outcome and rule are the same. */
    public enum Agreement {
        SAME,
        DIFFERENT,
        UNKNOWN
    }
}
