package io.perennial.schemas.pictures;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes PNG, JPEG (also with four inks), GIF and animated WebP (first frame), WebP and BMP in two steps: the dimensions come from the
 * header, and only a caller who accepts them asks for the pixels. So a small file that declares a huge picture costs nothing.
 *
 * <p>What decoding costs is bounded by the bytes and the declared pixels, both of which the caller limits before: scans, codes and
 * chunks that could cost more are refused or left out. There is no limit of time, which would let the answer depend on the machine.
 * The readers are those of the JDK and, for WebP, of TwelveMonkeys, whatever other plug-ins are on the class path. One instance for
 * one picture and thread.
 */
public final class PictureDecoder implements AutoCloseable {
    private static final int BYTES_SHOWN = 4;

    private final PictureFile file;
    private final ImageReader reader;
    private final ImageInputStream input;
    private final AtomicInteger warnings = new AtomicInteger();

    private PictureDecoder(PictureFile file, ImageReader reader) {
        this.file = file;
        this.reader = reader;
        input = new ArrayInput(file.bytes());
        // Metadata is ignored: it declares lengths of its own, and nothing here needs it.
        reader.setInput(input, true, true);
        reader.addIIOReadWarningListener((IIOReadWarningListener) (source, warning) -> warnings.incrementAndGet());
    }

    /** @throws UndecodablePictureException if the bytes are no picture of a known format, or one that costs more than its pixels */
    public static PictureDecoder open(byte[] encoded) throws UndecodablePictureException {
        PictureFile file = PictureFile.of(encoded);
        if (file == null) {
            throw new UndecodablePictureException("no known format: expected PNG, JPEG, GIF, WebP or BMP, saw "
                    + encoded.length + " bytes starting with "
                    + HexFormat.of().formatHex(encoded, 0, Math.min(BYTES_SHOWN, encoded.length)));
        }
        return new PictureDecoder(file, reader(file.format()));
    }

    /** Width in pixels of the upright picture, as the header declares it. */
    public int width() throws UndecodablePictureException {
        return decode(() -> file.orientation().isSwapped() ? reader.getHeight(0) : reader.getWidth(0));
    }

    /** Height in pixels of the upright picture, as the header declares it. */
    public int height() throws UndecodablePictureException {
        return decode(() -> file.orientation().isSwapped() ? reader.getWidth(0) : reader.getHeight(0));
    }

    /**
     * Decodes the pixels and turns them upright. Takes up to 12 bytes of memory for each declared pixel, and 4 in the end.
     *
     * @throws UndecodablePictureException if the pixels are malformed, or declared to be more than {@link Picture#MOST_PIXELS}
     */
    public Picture picture() throws UndecodablePictureException {
        int width = width();
        int height = height();
        if ((long) width * height > Picture.MOST_PIXELS) {
            throw new UndecodablePictureException(file.format() + ": " + width + " x " + height
                    + " pixels are declared; at most " + Picture.MOST_PIXELS + " are decoded");
        }
        return file.orientation().upright(decode(this::asStored));
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

    private Picture asStored() throws IOException {
        Inks inks = file.inks();
        if (inks != null) {
            Raster raster = reader.readRaster(0, null);
            return new Picture(raster.getWidth(), raster.getHeight(), inks.colours(raster), warnings.get());
        }
        BufferedImage image = reader.read(0);
        int width = image.getWidth();
        int height = image.getHeight();
        int[] argb = GrayLevels.are(image.getColorModel())
                ? GrayLevels.colours(image)
                : image.getRGB(0, 0, width, height, null, 0, width);
        return new Picture(width, height, argb, warnings.get());
    }

    private static ImageReader reader(String format) {
        if (format.equals(PictureFile.WEBP)) {
            return new WebPImageReaderSpi().createReaderInstance(null);
        }
        for (Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format); readers.hasNext(); ) {
            ImageReader reader = readers.next();
            if ("java.desktop".equals(reader.getClass().getModule().getName())) {
                return reader;
            }
        }
        throw new IllegalStateException("this Java has no reader for " + format + "; module java.desktop is missing");
    }

    private interface Decoding<T> {
        T run() throws IOException;
    }

    // Readers answer malformed input with many unchecked exceptions, too.
    private <T> T decode(Decoding<T> decoding) throws UndecodablePictureException {
        try {
            return decoding.run();
        } catch (IOException | RuntimeException e) {
            throw new UndecodablePictureException(file.format() + ": " + e.getMessage(), e);
        }
    }
}
