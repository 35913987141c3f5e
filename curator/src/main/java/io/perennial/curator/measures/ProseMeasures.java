package io.perennial.curator.measures;

import java.util.Set;
import java.util.TreeSet;

/** Measures of a text that people wrote: length, entropy and what the rules of Gopher, C4, FineWeb and NeMo look at. */
public final class ProseMeasures {
    private ProseMeasures() {}

    public static Set<String> names() {
        Set<String> names = new TreeSet<>(TextMeasures.names());
        names.addAll(GopherQuality.names());
        names.addAll(GopherRepetition.names());
        names.addAll(C4Quality.names());
        names.addAll(FineWebQuality.names());
        names.addAll(CharacterShares.names());
        names.addAll(NemoHeuristics.names());
        return names;
    }

    /** Measures a text in its normal form. Takes linear time. */
    public static void measure(String text, Measures measures) {
        int[] codePoints = text.codePoints().toArray();
        Words words = Words.of(codePoints);
        Lines lines = Lines.atLineBreaks(codePoints);
        Lines linesAtFeeds = Lines.atLineFeeds(codePoints);
        TextMeasures.measure(text, codePoints, measures);
        GopherQuality.measure(codePoints, words, lines, measures);
        GopherRepetition.measure(codePoints, words, measures);
        C4Quality.measure(codePoints, words, lines, linesAtFeeds, measures);
        FineWebQuality.measure(codePoints, words, linesAtFeeds, measures);
        CharacterShares.measure(codePoints, measures);
        NemoHeuristics.measure(codePoints, words, linesAtFeeds, measures);
    }
}
