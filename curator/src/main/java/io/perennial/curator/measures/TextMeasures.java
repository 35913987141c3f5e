package io.perennial.curator.measures;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Measures that texts and log records share. */
public final class TextMeasures {
    /** Size of the payload as published, in bytes; shared by all modalities. */
    public static final String BYTES = "bytes";
    /** Characters (code points) of the normal form. */
    public static final String CHARACTERS = "characters";
    /** log2(1 + characters): differences of this are ratios of lengths, which is what a drift detector should see. */
    public static final String LENGTH = "length";
    /** Entropy of the UTF-8 bytes in bits, from 0 to 8. */
    public static final String ENTROPY = "entropy";

    public static final String LINES = "lines";
    /** Characters of the longest line. */
    public static final String LONGEST_LINE = "longest_line";

    /** Share of characters outside of ASCII; 0 for an empty text. */
    public static final String NON_ASCII_RATIO = "non_ascii_ratio";

    private TextMeasures() {}

    public static Set<String> names() {
        return Set.of(BYTES, CHARACTERS, LENGTH, ENTROPY, LINES, LONGEST_LINE, NON_ASCII_RATIO);
    }

    public static void measure(String text, int[] codePoints, Measures measures) {
        measures.put(CHARACTERS, codePoints.length);
        measures.put(LENGTH, log2(1 + (double) codePoints.length));
        measures.put(ENTROPY, Entropy.of(text.getBytes(StandardCharsets.UTF_8)));
        int lines = codePoints.length == 0 ? 0 : 1;
        int longest = 0;
        int lineStart = 0;
        int nonAscii = 0;
        for (int i = 0; i < codePoints.length; i++) {
            nonAscii += codePoints[i] > 0x7F ? 1 : 0;
            if (codePoints[i] == '\n') {
                longest = Math.max(longest, i - lineStart);
                lineStart = i + 1;
                lines++;
            }
        }
        measures.put(LINES, lines);
        measures.put(NON_ASCII_RATIO, Ratio.of(nonAscii, codePoints.length));
        measures.put(LONGEST_LINE, Math.max(longest, codePoints.length - lineStart));
    }

    static double log2(double value) {
        return StrictMath.log(value) / StrictMath.log(2);
    }
}
