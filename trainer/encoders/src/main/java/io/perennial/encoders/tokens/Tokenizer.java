package io.perennial.encoders.tokens;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Cuts texts into tokens of bytes. The 256 bytes are always in the vocabulary, so every text can be encoded. Not for use by several
 * threads at once.
 */
public sealed interface Tokenizer permits BytePairTokenizer, UnigramTokenizer {
    /** Fills a window behind its last token. */
    int PADDING = 0;

    /** Stands where a token was hidden. */
    int MASK = 1;

    /** Special tokens, which no text encodes to. */
    int SPECIAL_TOKENS = 2;

    /** Token ids in use, special ones included. */
    int vocabulary();

    Digits digits();

    /** The tokens of a text, without special ones. */
    int[] encode(String text);

    /** The bytes that a token stands for; none for special tokens. */
    byte[] spelling(int token);

    /** The text of tokens; bytes that are not UTF-8 come out as the replacement character. */
    default String decode(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(spelling(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
