package io.perennial.curator.measures;

import java.util.Set;
import java.util.TreeSet;

/** Measures of a text that people wrote: length, entropy and the two families of Gopher. */
public final class ProseMeasures {
    private ProseMeasures() {}

    public static Set<String> names() {
        Set<String> names = new TreeSet<>(TextMeasures.names());
        names.addAll(GopherQuality.names());
        names.addAll(GopherRepetition.names());
        return names;
    }

    /** Measures a text in its normal form. Takes linear time. */
    public static void measure(String text, Measures measures) {
        int[] codePoints = text.codePoints().toArray();
        Words words = Words.of(codePoints);
        TextMeasures.measure(text, codePoints, measures);
        GopherQuality.measure(codePoints, words, measures);
        GopherRepetition.measure(codePoints, words, measures);
    }
}
