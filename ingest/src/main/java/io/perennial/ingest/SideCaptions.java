package io.perennial.ingest;

import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Captions in files beside their pictures: {@code boat.txt} for {@code boat.png}. */
final class SideCaptions {
    private SideCaptions() {}

    /**
     * The caption of a picture without white space around it; empty if there is no such file or nothing in it.
     *
     * @throws ServiceException of kind data if it cannot be read, is too long or is no UTF-8
     */
    static String of(Path picture) {
        String name = String.valueOf(picture.getFileName());
        Path file = picture.resolveSibling(name.replaceFirst("\\.[^.]*$", "") + ".txt");
        if (!Files.exists(file)) {
            return "";
        }
        try {
            long bytes = Files.size(file);
            if (bytes > Sample.LONGEST_CAPTION) {
                throw ServiceException.data(
                        file + ": the caption has " + bytes + " bytes; a caption may have " + Sample.LONGEST_CAPTION
                                + ": shorten it, or move the file away to publish the picture without it",
                        null);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw ServiceException.data(
                    file + ": the caption is no UTF-8; convert it, or move the file away to publish the picture without"
                            + " it",
                    e);
        } catch (IOException e) {
            throw ServiceException.data(file + ": cannot be read: " + e + "; correct its permissions", e);
        }
    }
}
