package io.perennial.curator.patterns;

import io.perennial.curator.patterns.PatternNode.Choice;
import io.perennial.curator.patterns.PatternNode.OneOf;
import io.perennial.curator.patterns.PatternNode.Repeat;
import io.perennial.curator.patterns.PatternNode.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nondeterministic automaton of a syntax tree, after Thompson (1968). Each state has free ways on, or one way on a character. */
final class PatternStates {
    private static final int MOST_STATES = 2_000;

    private final List<BitSet> freeWays = new ArrayList<>();
    private final List<@Nullable BitSet> symbols = new ArrayList<>();
    private final Map<Integer, BitSet> closures = new HashMap<>();
    private final int first;
    private final int last;

    PatternStates(PatternNode node) {
        first = state();
        last = append(node, first);
    }

    /** States that can be reached from the start without a character. */
    BitSet start() {
        return closure(first);
    }

    boolean accepts(BitSet states) {
        return states.get(last);
    }

    /** States after one character. */
    BitSet after(BitSet states, int symbol) {
        BitSet next = new BitSet();
        for (int state = states.nextSetBit(0); state >= 0; state = states.nextSetBit(state + 1)) {
            BitSet allowed = symbols.get(state);
            if (allowed != null && allowed.get(symbol)) {
                next.or(closure(state + 1));
            }
        }
        return next;
    }

    /** For each symbol the first one that no state tells from it. */
    int[] firstAlike() {
        Map<BitSet, Integer> firsts = new HashMap<>();
        int[] alike = new int[Symbols.COUNT];
        for (int symbol = 0; symbol < alike.length; symbol++) {
            BitSet states = new BitSet();
            for (int state = 0; state < symbols.size(); state++) {
                BitSet allowed = symbols.get(state);
                states.set(state, allowed != null && allowed.get(symbol));
            }
            Integer first = firsts.putIfAbsent(states, symbol);
            alike[symbol] = first == null ? symbol : first;
        }
        return alike;
    }

    private BitSet closure(int from) {
        return closures.computeIfAbsent(from, this::reachable);
    }

    private BitSet reachable(int from) {
        BitSet reached = new BitSet();
        BitSet open = new BitSet();
        open.set(from);
        for (int state = from; state >= 0; state = open.nextSetBit(0)) {
            open.clear(state);
            reached.set(state);
            open.or(freeWays.get(state));
            open.andNot(reached);
        }
        return reached;
    }

    /** Appends the automaton of a node behind a state and returns its last state. */
    private int append(PatternNode node, int from) {
        if (node instanceof OneOf one) {
            return character(one.symbols(), from);
        }
        if (node instanceof Sequence sequence) {
            int end = from;
            for (PatternNode part : sequence.parts()) {
                end = append(part, end);
            }
            return end;
        }
        if (node instanceof Choice choice) {
            List<Integer> ends = new ArrayList<>();
            for (PatternNode branch : choice.branches()) {
                int start = state();
                way(from, start);
                ends.add(append(branch, start));
            }
            int end = state();
            ends.forEach(branchEnd -> way(branchEnd, end));
            return end;
        }
        return repeat((Repeat) node, from);
    }

    private int repeat(Repeat repeat, int from) {
        int end = from;
        for (int time = 0; time < repeat.least(); time++) {
            end = append(repeat.node(), end);
        }
        if (repeat.most() == PatternNode.UNBOUNDED) {
            int loop = state();
            way(end, loop);
            way(append(repeat.node(), loop), loop);
            int out = state();
            way(loop, out);
            return out;
        }
        List<Integer> exits = new ArrayList<>(List.of(end));
        for (int time = repeat.least(); time < repeat.most(); time++) {
            end = append(repeat.node(), end);
            exits.add(end);
        }
        int out = state();
        exits.forEach(exit -> way(exit, out));
        return out;
    }

    /** The way on a character leads to the state with the next number. */
    private int character(BitSet allowed, int from) {
        int before = state();
        way(from, before);
        symbols.set(before, allowed);
        return state();
    }

    private int state() {
        if (freeWays.size() == MOST_STATES) {
            throw new IllegalArgumentException(
                    "the pattern is too large: its repetitions need more than " + MOST_STATES + " states");
        }
        freeWays.add(new BitSet());
        symbols.add(null);
        return freeWays.size() - 1;
    }

    private void way(int from, int to) {
        freeWays.get(from).set(to);
    }
}
