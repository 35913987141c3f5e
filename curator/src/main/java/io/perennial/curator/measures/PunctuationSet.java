package io.perennial.curator.measures;

/**
 * Characters that do not make a word, as the Gopher rules of datatrove define them (datatrove:src/datatrove/utils/text.py,
 * PUNCTUATION_SET).
 */
final class PunctuationSet {
    private static final CodePointSet CODE_POINTS = CodePointSet.read("/measures/gopher-punctuation.txt");

    private PunctuationSet() {}

    static boolean contains(int codePoint) {
        return CODE_POINTS.contains(codePoint);
    }
}
