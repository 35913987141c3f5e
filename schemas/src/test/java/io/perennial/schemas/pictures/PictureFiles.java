package io.perennial.schemas.pictures;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Encoded pictures for tests: 12 x 8 pixels, of which that at column x and row y is {@link #colour}. */
final class PictureFiles {
    static final int WIDTH = 12;
    static final int HEIGHT = 8;

    /** No encoder of WebP comes with Java: these are of libwebp. */
    static final byte[] WEBP_LOSSLESS =
            Base64.getDecoder().decode("UklGRiwAAABXRUJQVlA4TB8AAAAvC8ABALmM6H/sIqL/ASEBYYn/SyUDhmIUYgKAqy4BAA==");

    static final byte[] WEBP_LOSSY = Base64.getDecoder()
            .decode("UklGRmAAAABXRUJQVlA4IFQAAAAQAgCdASoMAAgAAMASJbACdLcAAZAgjhEAAP7/l+H4D0Dbwm9l/gOGl+dSFAOv"
                    + "+o9yBrvp/shZ3/P/+o/+B3R//u2b/4I99wdX/Hj/7FLs7l2+YAA=");
    /** From column 6 on, alpha is 100. */
    static final byte[] WEBP_LOSSY_WITH_ALPHA = Base64.getDecoder()
            .decode("UklGRoAAAABXRUJQVlA4WAoAAAAQAAAACwAABwAAQUxQSBQAAAABD/Cy/4iIIBBIEPK32W6FiP5HDlZQOCBGAAAA"
                    + "8AEAnQEqDAAIAAFAJiWwAnQBC0ukOjIAAP79uByPaDk007D0b3glx3oTPGZ36n3W8x7Xu0Qf/4z/6PU8HV//HP2B"
                    + "3zLAAA==");
    /** A second frame is one colour. */
    static final byte[] WEBP_ANIMATED = Base64.getDecoder()
            .decode("UklGRvoAAABXRUJQVlA4WAoAAAACAAAACwAABwAAQU5JTQYAAAAAAAAAAABBTk1GnAAAAAAAAAAAAAsAAAcAADIA"
                    + "AAJWUDhMgwAAAC8LwAEA/0KQbTOSItwf8gBDIRZMuuePFNj8tyEFAACA3SsAOAwAgGgVZdtutm3bNiL6HwAhGIFE"
                    + "oTFYHB4gKZrBZLE5XB6fECVZoVSpNVqdXjAt2+F0uT1en98IoziRTKUz2Vw+KKu60Wy1O91evxinebFcrTfb3X44"
                    + "r/vxfL0/39//AEFOTUYqAAAAAAAAAAAACwAABwAAMgAAAFZQOEwRAAAALwvAAQAH0IQmNKH/gYjofwAA");

    private static final int PNG_HEADER_BYTES = 33;

    private PictureFiles() {}

    static int colour(int x, int y) {
        return 0xFF000000 | (20 * x) << 16 | (30 * y) << 8 | 10 * (x + y);
    }

    static BufferedImage image(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, colour(x, y));
            }
        }
        return image;
    }

    static byte[] png() {
        return written(image(BufferedImage.TYPE_INT_RGB), "png");
    }

    static byte[] bmp() {
        return written(image(BufferedImage.TYPE_3BYTE_BGR), "bmp");
    }

    static byte[] jpeg() {
        return written(image(BufferedImage.TYPE_3BYTE_BGR), "jpeg");
    }

    /** Four colours, of which one is half transparent: that of the pixels with an odd sum of column and row. */
    static byte[] pngWithPalette() {
        byte[] reds = {0, (byte) 255, 0, 0};
        byte[] greens = {0, 0, (byte) 255, 0};
        byte[] blues = {0, 0, 0, (byte) 255};
        byte[] alphas = {(byte) 255, (byte) 128, (byte) 255, (byte) 255};
        IndexColorModel palette = new IndexColorModel(8, 4, reds, greens, blues, alphas);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, palette);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.getRaster().setSample(x, y, 0, (x + y) % 2);
            }
        }
        return written(image, "png");
    }

    static byte[] pngOfSixteenBits() {
        ImageTypeSpecifier type = ImageTypeSpecifier.createInterleaved(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                new int[] {0, 1, 2, 3},
                DataBuffer.TYPE_USHORT,
                true,
                false);
        BufferedImage image = type.createBufferedImage(WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int colour = colour(x, y);
                int[] samples = {colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF, 255};
                for (int band = 0; band < samples.length; band++) {
                    image.getRaster().setSample(x, y, band, samples[band] * 257);
                }
            }
        }
        return written(image, "png");
    }

    /** All pixels are of level 128 of 255; with alpha, that is 200. */
    static byte[] gray(int samples, boolean alpha, String format) {
        ImageTypeSpecifier type = ImageTypeSpecifier.createInterleaved(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                alpha ? new int[] {0, 1} : new int[] {0},
                samples,
                alpha,
                false);
        BufferedImage image = type.createBufferedImage(WIDTH, HEIGHT);
        int unit = samples == DataBuffer.TYPE_USHORT ? 257 : 1;
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.getRaster()
                    .setPixel(
                            i % WIDTH, i / WIDTH, alpha ? new int[] {128 * unit, 200 * unit} : new int[] {128 * unit});
        }
        return written(image, format);
    }

    /** Two frames: the first with the usual pixels reduced to gray levels in steps of 16, the second black. */
    static byte[] gifOfTwoFrames() {
        BufferedImage first = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, grays());
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                first.getRaster().setSample(x, y, 0, (x + y) % 16);
            }
        }
        BufferedImage second = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, grays());
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            writer.writeToSequence(new IIOImage(first, null, null), null);
            writer.writeToSequence(new IIOImage(second, null, null), null);
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static IndexColorModel grays() {
        byte[] levels = new byte[16];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (16 * i);
        }
        return new IndexColorModel(4, levels.length, levels, levels, levels);
    }

    /** All pixels have the four samples. Their meaning depends on the segment that is put in, if any. */
    static byte[] jpegOfFour(int... samples) {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, samples.length, null);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                raster.setPixel(x, y, samples);
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam finest = writer.getDefaultWriteParam();
        finest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        finest.setCompressionQuality(1);
        return written(writer, new IIOImage(raster, null, null), finest);
    }

    static byte[] progressiveJpeg() {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam progressive = writer.getDefaultWriteParam();
        progressive.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        return written(writer, new IIOImage(image(BufferedImage.TYPE_3BYTE_BGR), null, null), progressive);
    }

    /** Puts a segment behind the first marker. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[] body) {
        ByteBuffer segment = ByteBuffer.allocate(4 + body.length)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (2 + body.length))
                .put(body);
        return inserted(jpeg, 2, segment.array());
    }

    /** @param transform 0: CMYK, 2: YCCK */
    static byte[] adobe(int transform) {
        byte[] body = new byte[12];
        System.arraycopy("Adobe".getBytes(StandardCharsets.US_ASCII), 0, body, 0, 5);
        body[6] = 100;
        body[11] = (byte) transform;
        return body;
    }

    static byte[] exifSegment(byte[] tiff) {
        return ByteBuffer.allocate(6 + tiff.length)
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff)
                .array();
    }

    /** One directory of one entry; the next directory is this one again. */
    static byte[] orientation(int value, ByteOrder order) {
        return ByteBuffer.allocate(26)
                .order(order)
                .put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) value)
                .putShort((short) 0)
                .putInt(8)
                .array();
    }

    /** Puts a chunk behind the header of a PNG. */
    static byte[] withChunk(byte[] png, String name, byte[] body) {
        return inserted(png, PNG_HEADER_BYTES, chunk(name, body));
    }

    static byte[] chunk(String name, byte[] body) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + body.length)
                .putInt(body.length)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(body);
        CRC32 checksum = new CRC32();
        checksum.update(chunk.array(), 4, 4 + body.length);
        return chunk.putInt((int) checksum.getValue()).array();
    }

    /** A PNG whose header declares the given size; its data are those of {@link #png()}. */
    static byte[] pngDeclaring(int width, int height) {
        ByteBuffer declared = ByteBuffer.wrap(png()).putInt(16, width).putInt(20, height);
        CRC32 checksum = new CRC32();
        checksum.update(declared.array(), 12, 17);
        return declared.putInt(29, (int) checksum.getValue()).array();
    }

    /** So many zero bytes, compressed. */
    static byte[] deflatedZeros(int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            byte[] block = new byte[1 << 16];
            for (int written = 0; written < count; written += block.length) {
                out.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] inserted(byte[] bytes, int position, byte[] more) {
        return ByteBuffer.allocate(bytes.length + more.length)
                .put(bytes, 0, position)
                .put(more)
                .put(bytes, position, bytes.length - position)
                .array();
    }

    private static byte[] written(BufferedImage image, String format) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        return written(writer, new IIOImage(image, null, null), writer.getDefaultWriteParam());
    }

    private static byte[] written(ImageWriter writer, IIOImage image, ImageWriteParam parameters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, image, parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
