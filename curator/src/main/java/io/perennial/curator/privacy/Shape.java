package io.perennial.curator.privacy;

import io.perennial.curator.patterns.LinePattern;
import io.perennial.curator.patterns.Symbols;
import java.util.function.Predicate;

/**
 * One way in which a type of personal data is written.
 *
 * @param pattern what it looks like; bounded in length
 * @param score of what looks like that and passes the check; 1 if the check is a checksum
 * @param onlyInContext so many other things look like that, that it is looked at only behind a word of the context
 * @param check of what was found without its separators; what fails is something else
 */
record Shape(LinePattern pattern, double score, boolean onlyInContext, Predicate<String> check) {
    static final int NONE = -1;

    /** The data has a checksum. */
    static Shape checked(String pattern, Predicate<String> check) {
        return new Shape(new LinePattern(pattern), Finding.CERTAIN, false, check);
    }

    /** The data has a checksum of one or two digits, which a number at hand has by chance. */
    static Shape checkedInContext(String pattern, Predicate<String> check) {
        return new Shape(new LinePattern(pattern), Finding.CERTAIN, true, check);
    }

    /** The data has no checksum; some values are never issued. */
    static Shape scored(String pattern, double score, Predicate<String> check) {
        return new Shape(new LinePattern(pattern), score, false, check);
    }

    static Shape scoredInContext(String pattern, double score, Predicate<String> check) {
        return new Shape(new LinePattern(pattern), score, true, check);
    }

    boolean beginsWith(char c) {
        return pattern.next(LinePattern.START, c) != LinePattern.DEAD;
    }

    /** The largest end of a match that stands free and is not beyond the limit, or {@link #NONE}. */
    int longestEnd(CharSequence text, int begin, int limit) {
        int end = NONE;
        int state = LinePattern.START;
        for (int position = begin; position < limit; position++) {
            state = pattern.next(state, text.charAt(position));
            if (state == LinePattern.DEAD) {
                break;
            }
            if (pattern.isAccepting(state) && Edges.isFreeAfter(text, position + 1)) {
                end = position + 1;
            }
        }
        return end;
    }

    /** Letters and digits alone. */
    static String compact(CharSequence text, int begin, int end) {
        StringBuilder compact = new StringBuilder(end - begin);
        for (int i = begin; i < end; i++) {
            char c = text.charAt(i);
            if (Symbols.isWord(c)) {
                compact.append(c);
            }
        }
        return compact.toString();
    }
}
