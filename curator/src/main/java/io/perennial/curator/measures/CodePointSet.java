package io.perennial.curator.measures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;

/** A set of characters, read from a resource that lists ranges of hexadecimal code points. Immutable. */
final class CodePointSet {
    private final BitSet codePoints = new BitSet();

    private CodePointSet() {}

    static CodePointSet read(String resource) {
        try (InputStream stream = CodePointSet.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            CodePointSet set = new CodePointSet();
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int dash = line.indexOf('-');
                    int from = HexFormat.fromHexDigits(dash < 0 ? line : line.substring(0, dash));
                    int to = dash < 0 ? from : HexFormat.fromHexDigits(line.substring(dash + 1));
                    set.codePoints.set(from, to + 1);
                }
            }
            return set;
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    boolean contains(int codePoint) {
        return codePoints.get(codePoint);
    }
}
