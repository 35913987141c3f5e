package io.perennial.curator.patterns;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A regular expression as a deterministic automaton (subset construction, Rabin and Scott 1959): one table look-up for each
 * character, no backtracking, nothing allocated. Of several matches from one place it finds the longest; what it can say means the
 * same in Python and Java, where alternatives do not overlap.
 *
 * <p>Syntax: characters, {@code . [a-z] [^...] \d \w \s \D \W \S}, groups, {@code |}, {@code * + ? {m} {m,} {m,n}}; {@code \b} at the
 * very beginning and the very end. Characters outside ASCII stand in no pattern but are matched by classes. Immutable, safe for use by
 * several threads.
 */
public final class LinePattern {
    /** In characters. Bounds the time a line can take; what is longer is matched in pieces. */
    static final int LONGEST_MATCH = 1024;

    /** The state before the first character. */
    public static final int START = 0;

    /** Not a state: no match goes on from here. */
    public static final int DEAD = -1;

    private static final int MOST_STATES = 4096;
    private static final String BOUNDARY = "\\b";

    private final boolean boundaryBefore;
    private final boolean boundaryAfter;
    /** One row for each state: the next state by symbol. */
    private final int[] next;

    private final boolean[] accepting;

    /** @throws IllegalArgumentException with the place and what is wrong there */
    public LinePattern(String pattern) {
        boundaryBefore = pattern.startsWith(BOUNDARY);
        int start = boundaryBefore ? BOUNDARY.length() : 0;
        boundaryAfter = pattern.length() >= start + BOUNDARY.length()
                && pattern.endsWith(BOUNDARY)
                && !pattern.endsWith("\\" + BOUNDARY);
        int end = boundaryAfter ? pattern.length() - BOUNDARY.length() : pattern.length();
        PatternStates states = new PatternStates(PatternParser.parse(pattern, start, end));
        int[] alike = states.firstAlike();

        Map<BitSet, Integer> numbers = new HashMap<>();
        List<BitSet> sets = new ArrayList<>();
        List<int[]> rows = new ArrayList<>();
        numbers.put(states.start(), START);
        sets.add(states.start());
        for (int state = 0; state < sets.size(); state++) {
            int[] row = new int[Symbols.COUNT];
            for (int symbol = 0; symbol < Symbols.COUNT; symbol++) {
                row[symbol] = alike[symbol] < symbol
                        ? row[alike[symbol]]
                        : number(states.after(sets.get(state), symbol), numbers, sets, pattern);
            }
            rows.add(row);
        }
        next = new int[rows.size() * Symbols.COUNT];
        accepting = new boolean[rows.size()];
        for (int state = 0; state < accepting.length; state++) {
            System.arraycopy(rows.get(state), 0, next, state * Symbols.COUNT, Symbols.COUNT);
            accepting[state] = states.accepts(sets.get(state));
        }
        if (accepting[START]) {
            throw new IllegalArgumentException(
                    "pattern '" + pattern + "' matches nothing at all, so it matches everywhere");
        }
    }

    private static int number(BitSet set, Map<BitSet, Integer> numbers, List<BitSet> sets, String pattern) {
        if (set.isEmpty()) {
            return DEAD;
        }
        Integer known = numbers.putIfAbsent(set, sets.size());
        if (known != null) {
            return known;
        }
        sets.add(set);
        if (sets.size() > MOST_STATES) {
            throw new IllegalArgumentException(
                    "pattern '" + pattern + "' is too large: it needs more than " + MOST_STATES + " states");
        }
        return sets.size() - 1;
    }

    /** The state after one more character, or {@link #DEAD}: for a caller who knows better than {@code \b} where a match may end. */
    public int next(int state, char c) {
        return next[state * Symbols.COUNT + Symbols.of(c)];
    }

    /** True if what was read up to this state is a match. */
    public boolean isAccepting(int state) {
        return accepting[state];
    }

    /**
     * The end of the longest match that begins at a place, or -1.
     *
     * @param line characters, of which the first {@code length} count
     */
    public int matchEnd(char[] line, int length, int start) {
        int state = next(START, line[start]);
        if (state == DEAD
                || isInsidePair(line, length, start)
                || (boundaryBefore && !isBoundary(line, length, start))) {
            return -1;
        }
        int end = -1;
        int limit = Math.min(length, start + LONGEST_MATCH);
        for (int position = start + 1; ; position++) {
            if (accepting[state] && isEnd(line, length, position)) {
                end = position;
            }
            if (position >= limit) {
                return end;
            }
            state = next(state, line[position]);
            if (state == DEAD) {
                return end;
            }
        }
    }

    private boolean isEnd(char[] line, int length, int position) {
        return (!boundaryAfter || isBoundary(line, length, position)) && !isInsidePair(line, length, position);
    }

    /** Between the two halves of a character beyond the first 65,536: a mask must not leave one half. */
    private static boolean isInsidePair(char[] line, int length, int position) {
        return position > 0
                && position < length
                && Character.isLowSurrogate(line[position])
                && Character.isHighSurrogate(line[position - 1]);
    }

    private static boolean isBoundary(char[] line, int length, int position) {
        boolean before = position > 0 && Symbols.isWord(line[position - 1]);
        boolean after = position < length && Symbols.isWord(line[position]);
        return before != after;
    }
}
