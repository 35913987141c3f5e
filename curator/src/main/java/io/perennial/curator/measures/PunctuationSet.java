package io.perennial.curator.measures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * Characters that do not make a word, as the Gopher rules of datatrove define them (datatrove:src/datatrove/utils/text.py,
 * PUNCTUATION_SET). The resource lists them as ranges of hexadecimal code points.
 */
final class PunctuationSet {
    private static final String RESOURCE = "/measures/gopher-punctuation.txt";
    private static final BitSet CODE_POINTS = read();

    private PunctuationSet() {}

    static boolean contains(int codePoint) {
        return CODE_POINTS.get(codePoint);
    }

    private static BitSet read() {
        try (InputStream stream = PunctuationSet.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            BitSet codePoints = new BitSet();
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int dash = line.indexOf('-');
                    int from = HexFormat.fromHexDigits(dash < 0 ? line : line.substring(0, dash));
                    int to = dash < 0 ? from : HexFormat.fromHexDigits(line.substring(dash + 1));
                    codePoints.set(from, to + 1);
                }
            }
            return codePoints;
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }
}
