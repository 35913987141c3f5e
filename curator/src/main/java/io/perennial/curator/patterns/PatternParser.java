package io.perennial.curator.patterns;

import io.perennial.curator.patterns.PatternNode.Choice;
import io.perennial.curator.patterns.PatternNode.OneOf;
import io.perennial.curator.patterns.PatternNode.Repeat;
import io.perennial.curator.patterns.PatternNode.Sequence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Recursive descent over the text of a pattern; the syntax is described at {@link LinePattern}. */
final class PatternParser {
    private static final int MOST_REPEATS = 64;
    private static final int DEEPEST = 32;

    private final String text;
    private final int end;
    private int position;
    private int depth;

    private PatternParser(String text, int start, int end) {
        this.text = text;
        this.position = start;
        this.end = end;
    }

    /** @throws IllegalArgumentException with the place and what is wrong there */
    static PatternNode parse(String text, int start, int end) {
        PatternParser parser = new PatternParser(text, start, end);
        PatternNode node = parser.choice();
        if (parser.position < end) {
            throw parser.wrong("unexpected '" + text.charAt(parser.position) + "'");
        }
        return node;
    }

    private PatternNode choice() {
        if (++depth > DEEPEST) {
            throw wrong("more than " + DEEPEST + " groups in each other");
        }
        List<PatternNode> branches = new ArrayList<>();
        branches.add(sequence());
        while (take('|')) {
            branches.add(sequence());
        }
        depth--;
        return branches.size() == 1 ? branches.get(0) : new Choice(branches);
    }

    private PatternNode sequence() {
        List<PatternNode> parts = new ArrayList<>();
        while (position < end && text.charAt(position) != '|' && text.charAt(position) != ')') {
            parts.add(repeated(atom()));
        }
        return new Sequence(parts);
    }

    private PatternNode repeated(PatternNode atom) {
        if (take('*')) {
            return new Repeat(atom, 0, PatternNode.UNBOUNDED);
        }
        if (take('+')) {
            return new Repeat(atom, 1, PatternNode.UNBOUNDED);
        }
        if (take('?')) {
            return new Repeat(atom, 0, 1);
        }
        return take('{') ? counted(atom) : atom;
    }

    private PatternNode counted(PatternNode atom) {
        int least = number();
        int most = least;
        if (take(',')) {
            most = position < end && text.charAt(position) == '}' ? PatternNode.UNBOUNDED : number();
        }
        require('}');
        if (most != PatternNode.UNBOUNDED && most < least) {
            throw wrong("{" + least + "," + most + "} allows nothing");
        }
        return new Repeat(atom, least, most);
    }

    private int number() {
        int value = 0;
        int from = position;
        while (position < end && Symbols.isDigit(text.charAt(position)) && value <= MOST_REPEATS) {
            value = value * 10 + Character.digit(text.charAt(position++), 10);
        }
        if (from == position || value > MOST_REPEATS) {
            throw wrong("expected a number from 0 to " + MOST_REPEATS);
        }
        return value;
    }

    private PatternNode atom() {
        char c = text.charAt(position++);
        return switch (c) {
            case '(' -> {
                if (position + 1 < end && text.startsWith("?:", position)) {
                    position += 2;
                }
                PatternNode group = choice();
                require(')');
                yield group;
            }
            case '[' -> new OneOf(characterClass());
            case '\\' -> new OneOf(escaped());
            case '.' -> new OneOf(Symbols.all());
            case '*', '+', '?', '{', '}', ']', '^', '$' -> {
                position--;
                throw wrong("'" + c + "' has no meaning here; write \\" + c + " for the character");
            }
            default -> new OneOf(single(c));
        };
    }

    private BitSet characterClass() {
        boolean negated = take('^');
        BitSet set = new BitSet(Symbols.COUNT);
        do {
            if (position >= end) {
                throw wrong("']' is missing");
            }
            char c = text.charAt(position++);
            if (c == '\\') {
                set.or(escaped());
            } else if (position + 1 < end && text.charAt(position) == '-' && text.charAt(position + 1) != ']') {
                char last = text.charAt(position + 1);
                position += 2;
                set.or(range(c, last));
            } else {
                set.or(single(c));
            }
        } while (!take(']'));
        return negated ? Symbols.not(set) : set;
    }

    private BitSet range(char first, char last) {
        if (first > last || last >= Symbols.COUNT - 3) {
            throw wrong("the range " + first + "-" + last + " is empty or leaves ASCII");
        }
        BitSet set = new BitSet(Symbols.COUNT);
        set.set(first, last + 1);
        return set;
    }

    private BitSet escaped() {
        if (position >= end) {
            throw wrong("nothing follows \\");
        }
        char c = text.charAt(position++);
        return switch (c) {
            case 'd' -> Symbols.digits();
            case 'w' -> Symbols.words();
            case 's' -> Symbols.spaces();
            case 'D' -> Symbols.not(Symbols.digits());
            case 'W' -> Symbols.not(Symbols.words());
            case 'S' -> Symbols.not(Symbols.spaces());
            case 't' -> single('\t');
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw wrong("\\" + c
                            + " is not known here; known are \\d \\w \\s \\D \\W \\S \\t, and \\b at either end");
                }
                yield single(c);
            }
        };
    }

    private BitSet single(char c) {
        if (Symbols.of(c) != c) {
            throw wrong("'" + c + "' is outside ASCII");
        }
        BitSet set = new BitSet(Symbols.COUNT);
        set.set(c);
        return set;
    }

    private boolean take(char c) {
        if (position < end && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private void require(char c) {
        if (!take(c)) {
            throw wrong("'" + c + "' is missing");
        }
    }

    private IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException("pattern '" + text + "', character " + (position + 1) + ": " + problem);
    }
}
