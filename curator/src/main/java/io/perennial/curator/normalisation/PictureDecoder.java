package io.perennial.curator.normalisation;

import io.perennial.curator.parsing.PoisonException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes PNG, JPEG, GIF (first frame) and BMP in two steps: the dimensions come from the header, and only a caller who accepts
 * them asks for the pixels. So a small file that declares a huge picture costs nothing. One instance for one picture and thread.
 */
public final class PictureDecoder implements AutoCloseable {
    private final String format;
    private final ImageReader reader;
    private final ImageInputStream input;
    private final AtomicInteger warnings = new AtomicInteger();

    private PictureDecoder(String format, ImageReader reader, ImageInputStream input) {
        this.format = format;
        this.reader = reader;
        this.input = input;
    }

    /** @throws PoisonException if the bytes are no picture of a known format */
    public static PictureDecoder open(byte[] encoded) throws PoisonException {
        String format = format(encoded);
        if (format == null) {
            throw new PoisonException(
                    "undecodable_image",
                    "expected PNG, JPEG, GIF or BMP, saw " + encoded.length + " bytes starting with "
                            + HexFormat.of().formatHex(encoded, 0, Math.min(4, encoded.length)));
        }
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        ImageReader reader = readers.next();
        ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded));
        PictureDecoder decoder = new PictureDecoder(format, reader, input);
        // Metadata is ignored: its chunks declare lengths of their own, and nothing here needs them.
        reader.setInput(input, true, true);
        reader.addIIOReadWarningListener(
                (IIOReadWarningListener) (source, warning) -> decoder.warnings.incrementAndGet());
        return decoder;
    }

    /** Width in pixels as the header declares it. */
    public int width() throws PoisonException {
        return decode(() -> reader.getWidth(0));
    }

    /** Height in pixels as the header declares it. */
    public int height() throws PoisonException {
        return decode(() -> reader.getHeight(0));
    }

    /** Decodes the pixels. */
    public Picture picture() throws PoisonException {
        BufferedImage image = decode(() -> reader.read(0));
        int width = image.getWidth();
        int height = image.getHeight();
        int[] argb = decode(() -> image.getRGB(0, 0, width, height, null, 0, width));
        return new Picture(width, height, argb, warnings.get());
    }

    @Override
    public void close() {
        reader.dispose();
        try {
            input.close();
        } catch (IOException e) {
            throw new IllegalStateException("a stream over an array cannot fail to close", e);
        }
    }

    private interface Decoding<T> {
        T run() throws IOException;
    }

    // The readers of the JDK answer malformed input with many unchecked exceptions, too.
    private <T> T decode(Decoding<T> decoding) throws PoisonException {
        try {
            return decoding.run();
        } catch (IOException | RuntimeException e) {
            throw new PoisonException("undecodable_image", format + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable String format(byte[] encoded) {
        if (startsWith(encoded, 0x89, 'P', 'N', 'G')) {
            return "png";
        }
        if (startsWith(encoded, 0xFF, 0xD8, 0xFF)) {
            return "jpeg";
        }
        if (startsWith(encoded, 'G', 'I', 'F', '8')) {
            return "gif";
        }
        return startsWith(encoded, 'B', 'M') ? "bmp" : null;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
