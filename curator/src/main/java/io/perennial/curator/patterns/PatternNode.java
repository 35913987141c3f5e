package io.perennial.curator.patterns;

import java.util.BitSet;
import java.util.List;

/** Syntax tree of a pattern. */
sealed interface PatternNode {
    /** One character of a set of {@link Symbols}. */
    record OneOf(BitSet symbols) implements PatternNode {}

    /** All parts, one after the other; nothing if there are none. */
    record Sequence(List<PatternNode> parts) implements PatternNode {}

    /** One of the branches. */
    record Choice(List<PatternNode> branches) implements PatternNode {}

    /** @param most {@link #UNBOUNDED}, or how often at most */
    record Repeat(PatternNode node, int least, int most) implements PatternNode {}

    int UNBOUNDED = -1;
}
