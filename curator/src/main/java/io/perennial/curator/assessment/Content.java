package io.perennial.curator.assessment;

import io.perennial.curator.pdq.PdqHash;
import io.perennial.schemas.records.BlobRef;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What may be trained on.
 *
 * @param text normalised and masked text or log record; empty for pictures
 * @param language ISO 639-1 code; empty if not determined
 * @param image encoded picture; empty for text and logs and when {@code blob} is set
 * @param blob claim check of a large picture, or null
 * @param width in pixels; 0 for text and logs
 * @param height in pixels; 0 for text and logs
 * @param caption normalised and masked caption of a picture; empty if it has none that can be used
 * @param pictureHash of a picture with enough structure, where the rules compare hashes; else null
 */
public record Content(
        String text,
        String language,
        ByteBuffer image,
        @Nullable BlobRef blob,
        int width,
        int height,
        String caption,
        @Nullable PdqHash pictureHash) {
    static Content ofText(String text, String language) {
        return new Content(text, language, ByteBuffer.allocate(0), null, 0, 0, "", null);
    }
}
