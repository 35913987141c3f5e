package io.perennial.trainer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the next update was decided to be, before it is trained. An early close depends on when a command came, which the log of
 * samples does not tell; so the decision is kept.
 *
 * @param parentId checkpoint that the update continues, null for the first update
 * @param controlOffset commands below this offset of training.control are obeyed
 * @param ends end offset of the window in each partition, exclusive; null if only commands were obeyed and the window is still open
 * @param replay share of replay that was decided with the ends; null in plans of older versions, and while the window is open
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record UpdatePlan(
        @Nullable String parentId,
        long controlOffset,
        @Nullable SortedMap<Integer, Long> ends,
        @Nullable ReplayShare replay) {
    UpdatePlan {
        ends = ends == null ? null : new TreeMap<>(ends);
    }

    /** A plan without a decided share. */
    UpdatePlan(@Nullable String parentId, long controlOffset, @Nullable SortedMap<Integer, Long> ends) {
        this(parentId, controlOffset, ends, null);
    }

    /** True if this plan was made for the state; a rewind since then makes it void. */
    boolean appliesTo(TrainerState state) {
        return Objects.equals(parentId, state.parentId()) && controlOffset >= state.controlOffset();
    }
}
