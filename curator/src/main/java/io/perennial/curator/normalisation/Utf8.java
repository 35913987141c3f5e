package io.perennial.curator.normalisation;

import io.perennial.curator.parsing.PoisonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: malformed bytes are an error, never a replacement character. */
public final class Utf8 {
    private Utf8() {}

    /** @throws PoisonException if the bytes are not UTF-8 */
    public static String decode(byte[] bytes) throws PoisonException {
        ByteBuffer input = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(input)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PoisonException("invalid_utf8", "malformed UTF-8 at byte " + input.position(), e);
        }
    }
}
