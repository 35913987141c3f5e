package io.perennial.ingest;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Media types by the extension of a file. */
final class MediaTypes {
    static final String TEXT = "text/plain; charset=utf-8";

    private static final Map<String, String> PICTURES = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "gif", "image/gif",
            "bmp", "image/bmp",
            "webp", "image/webp",
            "tif", "image/tiff",
            "tiff", "image/tiff");

    private MediaTypes() {}

    /** The media type of a picture, null if the extension is none of a picture. */
    static @Nullable String picture(Path file) {
        String name = String.valueOf(file.getFileName());
        return PICTURES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    static String pictureExtensions() {
        return String.join(", ", PICTURES.keySet().stream().sorted().toList());
    }
}
