package io.perennial.serving;

import io.perennial.encoders.Content;
import io.perennial.schemas.records.EmbedRequest;
import java.nio.ByteBuffer;

/** Turns requests into contents. */
final class EmbedRequests {
    private EmbedRequests() {}

    /**
     * The content of a request.
     *
     * @throws IllegalArgumentException if it holds neither or both of text and picture
     */
    static Content content(String text, ByteBuffer image) {
        byte[] picture = new byte[image.remaining()];
        image.duplicate().get(picture);
        if (text.isEmpty() == (picture.length == 0)) {
            throw new IllegalArgumentException(
                    text.isEmpty()
                            ? "the request holds neither text nor picture"
                            : "the request holds both text and picture");
        }
        return picture.length == 0 ? new Content.Text(text) : new Content.Image(picture);
    }

    static Content content(EmbedRequest request) {
        return content(request.getText(), request.getImage());
    }
}
