package io.perennial.schemas.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were made to do harm cost no more than their bytes and the pixels that a caller accepts. */
class HostilePicturesTest {
    /** What a caller accepts here. */
    private static final long FEW_PIXELS = 1 << 16;

    private static final long MEBIBYTE = 1 << 20;

    static List<byte[]> valid() {
        return List.of(
                PictureFiles.png(),
                PictureFiles.pngWithPalette(),
                PictureFiles.pngOfSixteenBits(),
                PictureFiles.gray(DataBuffer.TYPE_BYTE, true, "png"),
                PictureFiles.bmp(),
                PictureFiles.jpeg(),
                PictureFiles.progressiveJpeg(),
                PictureFiles.withSegment(PictureFiles.jpegOfFour(9, 99, 199, 29), 0xEE, PictureFiles.adobe(2)),
                PictureFiles.withSegment(
                        PictureFiles.jpeg(),
                        0xE1,
                        PictureFiles.exifSegment(PictureFiles.orientation(6, ByteOrder.LITTLE_ENDIAN))),
                PictureFiles.gifOfTwoFrames(),
                PictureFiles.WEBP_LOSSLESS,
                PictureFiles.WEBP_LOSSY,
                PictureFiles.WEBP_LOSSY_WITH_ALPHA,
                PictureFiles.WEBP_ANIMATED);
    }

    @Test
    void aHugePictureIsKnownByItsHeaderAndNeverDecoded() throws UndecodablePictureException {
        // given
        byte[] png = PictureFiles.pngDeclaring(50_000, 50_000);

        // when / then
        try (PictureDecoder decoder = PictureDecoder.open(png)) {
            assertThat(decoder.width()).isEqualTo(50_000);
            long before = allocated();
            assertThatThrownBy(decoder::picture)
                    .isInstanceOf(UndecodablePictureException.class)
                    .hasMessage("png: 50000 x 50000 pixels are declared; at most 67108864 are decoded");
            assertThat(allocated() - before).isLessThan(MEBIBYTE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zTXt", "iCCP", "iTXt"})
    void whatIsPackedBesideThePixelsStaysPacked(String name) throws UndecodablePictureException {
        // given: 64 MiB of text beside a picture with a palette, whose chunks a reader looks at
        byte[] packed = PictureFiles.deflatedZeros(64 << 20);
        byte[] head = "k\0".getBytes(StandardCharsets.US_ASCII);
        byte[] more = name.equals("iTXt") ? new byte[] {1, 0, 0, 0} : new byte[1];
        byte[] body = ByteBuffer.allocate(head.length + more.length + packed.length)
                .put(head)
                .put(more)
                .put(packed)
                .array();
        byte[] png = PictureFiles.withChunk(PictureFiles.pngWithPalette(), name, body);

        // when
        long before = allocated();
        Picture picture = decode(png);

        // then
        assertThat(picture.argb()[1]).isEqualTo(0x80FF0000);
        assertThat(allocated() - before).isLessThan(4 * MEBIBYTE);
    }

    @Test
    void codesThatGoOnBehindTheLastPixelOfAGifAreRefused() {
        // given: one colour, in ever longer runs, until a code stands for 4,000 pixels
        byte[] gif = gif(2, 60_000);

        // when / then
        assertThatThrownBy(() -> decode(gif))
                .isInstanceOf(UndecodablePictureException.class)
                .hasMessage("gif: the first frame declares 4 pixels, and its data go on long behind the last of them");
    }

    @Test
    void aGifWithAsManyPixelsAsItDeclaresIsDecoded() throws UndecodablePictureException {
        // when
        Picture picture = decode(gif(20, 28));

        // then
        assertThat(picture.argb()).hasSize(400).containsOnly(0xFFFFFFFF);
    }

    @Test
    void aProgressiveJpegOfManyScansIsRefused() {
        // given: its last scan again and again
        byte[] jpeg = PictureFiles.progressiveJpeg();
        int scan = lastScan(jpeg);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < JpegSegments.MOST_SCANS; i++) {
            many.write(jpeg, scan, jpeg.length - 2 - scan);
        }
        many.write(jpeg, jpeg.length - 2, 2);

        // when / then
        assertThatThrownBy(() -> decode(many.toByteArray()))
                .isInstanceOf(UndecodablePictureException.class)
                .hasMessageContaining("more than 64 scans");
        assertThatCode(() -> decode(jpeg)).doesNotThrowAnyException();
    }

    @Test
    void aPictureInsideABitmapIsRefused() {
        // given
        byte[] bmp = PictureFiles.bmp();
        bmp[30] = 5;

        // when / then
        assertThatThrownBy(() -> decode(bmp))
                .isInstanceOf(UndecodablePictureException.class)
                .hasMessageContaining("a JPEG or PNG inside, is not read");
    }

    @Test
    void theCanvasOfAWebpDoesNotHideTheSizeOfItsPicture() throws UndecodablePictureException {
        // given: a canvas of 1 x 1 around a picture that declares 16,384 x 16,384
        byte[] webp = PictureFiles.WEBP_LOSSLESS.clone();
        Arrays.fill(webp, 21, 24, (byte) 0xFF);
        webp[24] |= 0x0F;
        byte[] chunk = Arrays.copyOfRange(webp, 12, webp.length);
        byte[] canvas = ByteBuffer.allocate(18)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("VP8X".getBytes(StandardCharsets.US_ASCII))
                .putInt(10)
                .array();
        byte[] extended = ByteBuffer.allocate(12 + canvas.length + chunk.length)
                .put(webp, 0, 12)
                .put(canvas)
                .put(chunk)
                .array();

        // when / then
        try (PictureDecoder decoder = PictureDecoder.open(extended)) {
            assertThat(decoder.width()).isEqualTo(16_384);
            assertThat(decoder.height()).isEqualTo(16_384);
        }
    }

    @Test
    void directoriesOfExifThatLeadAstrayMeanUpright() throws UndecodablePictureException {
        for (int offset : new int[] {0, 4, 8, 26, 1 << 30, -1}) {
            // given
            byte[] tiff = PictureFiles.orientation(6, ByteOrder.BIG_ENDIAN);
            ByteBuffer.wrap(tiff).putInt(4, offset).putShort(8, (short) -1);
            byte[] jpeg = PictureFiles.withSegment(PictureFiles.jpeg(), 0xE1, PictureFiles.exifSegment(tiff));

            // when
            Picture picture = decode(jpeg);

            // then
            assertThat(picture.width())
                    .as("offset %d", offset)
                    .isEqualTo(offset == 8 ? PictureFiles.HEIGHT : PictureFiles.WIDTH);
        }
    }

    @Test
    void aColourProfileThatIsJunkCostsNothing() throws UndecodablePictureException {
        // given
        byte[] junk = new byte[60_000];
        new Random(3).nextBytes(junk);
        byte[] head = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, junk, 0, head.length);

        // when
        Picture jpeg = decode(PictureFiles.withSegment(PictureFiles.jpeg(), 0xE2, junk));
        Picture png = decode(PictureFiles.withChunk(PictureFiles.png(), "iCCP", junk));

        // then
        assertThat(jpeg.argb()).isEqualTo(decode(PictureFiles.jpeg()).argb());
        assertThat(png.argb()).isEqualTo(decode(PictureFiles.png()).argb());
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aFileThatIsCutAnywhereIsDecodedOrRefused(byte[] encoded) {
        for (int length = 0; length < encoded.length; length++) {
            // given
            byte[] cut = Arrays.copyOf(encoded, length);

            // when / then
            assertThatCode(() -> decodeOrRefuse(cut)).as("cut at %d", length).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aChangedFileIsDecodedOrRefusedAndTakesLittleMemory(byte[] encoded) {
        // given
        Random random = new Random(20261121);
        long most = 0;
        for (int round = 0; round < 300; round++) {
            byte[] changed = changed(encoded, random);

            // when
            long before = allocated();
            assertThatCode(() -> decodeOrRefuse(changed)).as("round %d", round).doesNotThrowAnyException();
            most = Math.max(most, allocated() - before);
        }

        // then
        assertThat(most).isLessThan(32 * MEBIBYTE);
    }

    private static byte[] changed(byte[] encoded, Random random) {
        byte[] changed = encoded.clone();
        for (int change = 1 + random.nextInt(6); change > 0; change--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(4)) {
                case 0 -> changed[at] = (byte) random.nextInt(256);
                case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> changed[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
                default -> {
                    int length = Math.min(1 + random.nextInt(16), changed.length - at);
                    System.arraycopy(changed, random.nextInt(changed.length - length + 1), changed, at, length);
                }
            }
        }
        return changed;
    }

    private static void decodeOrRefuse(byte[] encoded) {
        try (PictureDecoder decoder = PictureDecoder.open(encoded)) {
            if ((long) decoder.width() * decoder.height() <= FEW_PIXELS) {
                Picture picture = decoder.picture();
                assertThat(picture.argb()).hasSize(picture.width() * picture.height());
            }
        } catch (UndecodablePictureException e) {
            assertThat(e).hasMessageMatching(".+");
        }
    }

    private static Picture decode(byte[] encoded) throws UndecodablePictureException {
        try (PictureDecoder decoder = PictureDecoder.open(encoded)) {
            return decoder.picture();
        }
    }

    /** Where the marker of the last scan is. */
    private static int lastScan(byte[] jpeg) {
        for (int i = jpeg.length - 2; i > 0; i--) {
            if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xDA) {
                return i;
            }
        }
        throw new AssertionError("no scan");
    }

    /** A square of white pixels, coded as runs that are each one pixel longer than the one before: 1, 2, 3 and so on. */
    private static byte[] gif(int side, int codes) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int bits = 0;
        int bitCount = 0;
        int next = 6;
        int size = 3;
        for (int i = -1; i <= codes; i++) {
            int code = i < 0 ? 4 : i == codes ? 5 : i == 0 ? 1 : Math.min(4095, next + i - 1);
            bits |= code << bitCount;
            bitCount += size;
            while (bitCount >= 8) {
                data.write(bits);
                bits >>>= 8;
                bitCount -= 8;
            }
            if (i >= 1 && next + i == 1 << size && size < 12) {
                size++;
            }
        }
        data.write(bits);
        ByteArrayOutputStream gif = new ByteArrayOutputStream();
        gif.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
        gif.writeBytes(new byte[] {(byte) side, 0, (byte) side, 0, (byte) 0x80, 0, 0});
        gif.writeBytes(new byte[] {0, 0, 0, -1, -1, -1});
        gif.writeBytes(new byte[] {0x2C, 0, 0, 0, 0, (byte) side, 0, (byte) side, 0, 0, 2});
        byte[] coded = data.toByteArray();
        for (int at = 0; at < coded.length; at += 255) {
            int length = Math.min(255, coded.length - at);
            gif.write(length);
            gif.write(coded, at, length);
        }
        gif.write(0);
        gif.write(0x3B);
        return gif.toByteArray();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
