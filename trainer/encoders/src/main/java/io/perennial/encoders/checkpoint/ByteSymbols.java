package io.perennial.encoders.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The characters that stand for bytes in files of byte-level tokenizers (openai/gpt-2:src/encoder.py): the byte itself where it can be seen,
 * else a character above 255.
 */
final class ByteSymbols {
    static final int BYTES = 256;

    private static final Map<Integer, Byte> BYTE_OF_SYMBOL = new HashMap<>();

    static {
        for (int value = 0; value < BYTES; value++) {
            BYTE_OF_SYMBOL.put(of(value).codePointAt(0), (byte) value);
        }
    }

    private ByteSymbols() {}

    static String of(int value) {
        if (isVisible(value)) {
            return new String(new byte[] {(byte) value}, StandardCharsets.ISO_8859_1);
        }
        int hiddenBefore = 0;
        for (int other = 0; other < value; other++) {
            hiddenBefore += isVisible(other) ? 0 : 1;
        }
        return Character.toString(BYTES + hiddenBefore);
    }

    static String of(byte[] spelling) {
        StringBuilder symbols = new StringBuilder();
        for (byte value : spelling) {
            symbols.append(of(value & 0xFF));
        }
        return symbols.toString();
    }

    /** The bytes that symbols stand for; empty where one stands for none. */
    static Optional<byte[]> bytes(String symbols) {
        int[] characters = symbols.codePoints().toArray();
        byte[] bytes = new byte[characters.length];
        for (int i = 0; i < characters.length; i++) {
            Byte value = BYTE_OF_SYMBOL.get(characters[i]);
            if (value == null) {
                return Optional.empty();
            }
            bytes[i] = value;
        }
        return Optional.of(bytes);
    }

    private static boolean isVisible(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || (value >= 0xAE && value <= 0xFF);
    }
}
