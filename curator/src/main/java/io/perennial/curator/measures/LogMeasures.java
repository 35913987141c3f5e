package io.perennial.curator.measures;

import java.util.Set;
import java.util.TreeSet;

/** Measures of a log record of one or several lines. Language and prose rules do not apply to logs. */
public final class LogMeasures {
    /** Share of characters that are letters. */
    public static final String ALPHABETIC_RATIO = "alphabetic_ratio";

    private LogMeasures() {}

    public static Set<String> names() {
        Set<String> names = new TreeSet<>(TextMeasures.names());
        names.addAll(CharacterShares.names());
        names.add(ALPHABETIC_RATIO);
        return names;
    }

    /** Measures a log record in its normal form. Takes linear time. */
    public static void measure(String text, Measures measures) {
        int[] codePoints = text.codePoints().toArray();
        TextMeasures.measure(text, codePoints, measures);
        CharacterShares.measure(codePoints, measures);
        int letters = 0;
        for (int c : codePoints) {
            letters += Character.isLetter(c) ? 1 : 0;
        }
        measures.put(ALPHABETIC_RATIO, Ratio.of(letters, codePoints.length));
    }
}
