package io.perennial.schemas.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.DataBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PictureDecoderTest {
    static Stream<Arguments> lossless() {
        return Stream.of(
                Arguments.of("png", PictureFiles.png()),
                Arguments.of("png of 16 bits", PictureFiles.pngOfSixteenBits()),
                Arguments.of("bmp", PictureFiles.bmp()),
                Arguments.of("webp", PictureFiles.WEBP_LOSSLESS),
                Arguments.of("first frame of an animated webp", PictureFiles.WEBP_ANIMATED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lossless")
    void aLosslessFileGivesItsPixels(String name, byte[] encoded) throws UndecodablePictureException {
        // when
        Picture picture = decode(encoded);

        // then
        assertThat(picture.width()).isEqualTo(PictureFiles.WIDTH);
        assertThat(picture.height()).isEqualTo(PictureFiles.HEIGHT);
        assertThat(picture.argb()).isEqualTo(usualPixels());
        assertThat(picture.decoderWarnings()).isZero();
    }

    @Test
    void aLossyWebpGivesAlmostItsPixels() throws UndecodablePictureException {
        // when
        Picture picture = decode(PictureFiles.WEBP_LOSSY);

        // then
        int[] expected = usualPixels();
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int shift = 0; shift < 24; shift += 8) {
                difference += Math.abs((picture.argb()[i] >> shift & 0xFF) - (expected[i] >> shift & 0xFF));
            }
        }
        assertThat(difference / expected.length / 3).isLessThan(20);
    }

    @Test
    void theTransparencyOfALossyWebpIsKept() throws UndecodablePictureException {
        // when
        Picture picture = decode(PictureFiles.WEBP_LOSSY_WITH_ALPHA);

        // then
        for (int i = 0; i < picture.argb().length; i++) {
            assertThat(picture.argb()[i] >>> 24).isEqualTo(i % PictureFiles.WIDTH < 6 ? 255 : 100);
        }
    }

    @Test
    void thePaletteAndTransparencyOfAPngAreKept() throws UndecodablePictureException {
        // when
        Picture picture = decode(PictureFiles.pngWithPalette());

        // then
        assertThat(picture.argb()[0]).isEqualTo(0xFF000000);
        assertThat(picture.argb()[1]).isEqualTo(0x80FF0000);
    }

    @Test
    void ofAGifTheFirstFrameIsDecoded() throws UndecodablePictureException {
        // when
        Picture picture = decode(PictureFiles.gifOfTwoFrames());

        // then
        assertThat(picture.argb()[3]).isEqualTo(0xFF303030);
        assertThat(picture.argb()[PictureFiles.WIDTH]).isEqualTo(0xFF101010);
    }

    @ParameterizedTest
    @CsvSource({
        // Paper: no cyan, all magenta, no yellow, a fifth of black.
        "-1, 0, 255, 0, 51, CC00CC",
        // What is left: all red, no green, all blue, four fifths of white.
        "0, 255, 0, 255, 204, CC00CC",
        // Luma and differences of pure red, all of white.
        "2, 76, 85, 255, 255, FE0000"
    })
    void fourInksBecomeColours(int transform, int first, int second, int third, int fourth, String expected)
            throws UndecodablePictureException {
        // given
        byte[] plain = PictureFiles.jpegOfFour(first, second, third, fourth);
        byte[] jpeg = transform < 0 ? plain : PictureFiles.withSegment(plain, 0xEE, PictureFiles.adobe(transform));

        // when
        Picture picture = decode(jpeg);

        // then
        int colour = Integer.parseInt(expected, 16);
        for (int shift = 0; shift < 24; shift += 8) {
            assertThat(picture.argb()[40] >> shift & 0xFF)
                    .as("%06x", picture.argb()[40] & 0xFFFFFF)
                    .isCloseTo(colour >> shift & 0xFF, within(3));
        }
        assertThat(picture.argb()[40] >>> 24).isEqualTo(255);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 0, 0",
        "2, 11, 0",
        "3, 11, 7",
        "4, 0, 7",
        "5, 0, 0",
        "6, 0, 7",
        "7, 11, 7",
        "8, 11, 0",
        "9, 0, 0"
    })
    void whatLiesOnItsSideIsTurnedUpright(int orientation, int firstColumn, int firstRow)
            throws UndecodablePictureException {
        // given
        boolean turned = orientation >= 5 && orientation <= 8;
        byte[] png = PictureFiles.withChunk(
                PictureFiles.png(), "eXIf", PictureFiles.orientation(orientation, ByteOrder.BIG_ENDIAN));

        // when
        Picture picture = decode(png);

        // then
        assertThat(picture.width()).isEqualTo(turned ? PictureFiles.HEIGHT : PictureFiles.WIDTH);
        assertThat(picture.height()).isEqualTo(turned ? PictureFiles.WIDTH : PictureFiles.HEIGHT);
        assertThat(picture.argb()[0]).isEqualTo(PictureFiles.colour(firstColumn, firstRow));
        int nextColumn = turned ? firstColumn : firstColumn == 0 ? 1 : firstColumn - 1;
        int nextRow = !turned ? firstRow : firstRow == 0 ? 1 : firstRow - 1;
        assertThat(picture.argb()[1]).isEqualTo(PictureFiles.colour(nextColumn, nextRow));
    }

    static Stream<Arguments> grays() {
        return Stream.of(
                Arguments.of("png", PictureFiles.gray(DataBuffer.TYPE_BYTE, false, "png"), 0xFF808080),
                Arguments.of("png of 16 bits", PictureFiles.gray(DataBuffer.TYPE_USHORT, false, "png"), 0xFF808080),
                Arguments.of("png with alpha", PictureFiles.gray(DataBuffer.TYPE_BYTE, true, "png"), 0xC8808080),
                Arguments.of("jpeg", PictureFiles.gray(DataBuffer.TYPE_BYTE, false, "jpeg"), 0xFF808080));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("grays")
    void aPictureWithoutColoursKeepsItsLevels(String name, byte[] encoded, int expected)
            throws UndecodablePictureException {
        assertThat(decode(encoded).argb()).containsOnly(expected);
    }

    @Test
    void thePixelsOfABitmapOfOs2AreNotTakenForItsCompression() throws UndecodablePictureException {
        // given: a header of 12 bytes that ends where the pixels begin, and a second pixel with a green of 4
        ByteBuffer bmp = ByteBuffer.allocate(38).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(38).putInt(0).putInt(26);
        bmp.putInt(12)
                .putShort((short) 4)
                .putShort((short) 1)
                .putShort((short) 1)
                .putShort((short) 24);
        bmp.put(30, (byte) 4);

        // when
        Picture picture = decode(bmp.array());

        // then
        assertThat(picture.argb()).containsExactly(0xFF000000, 0xFF000400, 0xFF000000, 0xFF000000);
    }

    @Test
    void theDimensionsOfAPhotographAreThoseOfTheUprightPicture() throws UndecodablePictureException {
        // given
        byte[] photograph = PictureFiles.withSegment(
                PictureFiles.jpeg(),
                0xE1,
                PictureFiles.exifSegment(PictureFiles.orientation(6, ByteOrder.LITTLE_ENDIAN)));

        // when / then
        try (PictureDecoder decoder = PictureDecoder.open(photograph)) {
            assertThat(decoder.width()).isEqualTo(PictureFiles.HEIGHT);
            assertThat(decoder.height()).isEqualTo(PictureFiles.WIDTH);
            assertThat(decoder.picture().width()).isEqualTo(PictureFiles.HEIGHT);
        }
    }

    @Test
    void theDigestIsThatOfThePixelsWhateverTheFile() throws UndecodablePictureException {
        assertThat(decode(PictureFiles.png()).contentSha256())
                .isEqualTo(decode(PictureFiles.bmp()).contentSha256())
                .isNotEqualTo(decode(PictureFiles.pngWithPalette()).contentSha256());
    }

    private static int[] usualPixels() {
        int[] pixels = new int[PictureFiles.WIDTH * PictureFiles.HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = PictureFiles.colour(i % PictureFiles.WIDTH, i / PictureFiles.WIDTH);
        }
        return pixels;
    }

    private static Picture decode(byte[] encoded) throws UndecodablePictureException {
        try (PictureDecoder decoder = PictureDecoder.open(encoded)) {
            return decoder.picture();
        }
    }
}
