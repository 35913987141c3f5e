package io.perennial.curator.pdq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.schemas.pictures.Picture;
import io.perennial.schemas.pictures.PictureDecoder;
import io.perennial.schemas.pictures.UndecodablePictureException;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agreement with the values of PDQHasherTest in facebook/ThreatExchange, and what hashes are for. */
class PdqHasherTest {
    private static final String BRIDGE = "bridge-1-original.jpg";
    private static final String BRIDGE_HASH = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";

    private final PdqHasher hasher = new PdqHasher();

    @ParameterizedTest
    @CsvSource({
        BRIDGE + "," + BRIDGE_HASH,
        "bridge-2-rotate-90.jpg, 30a10efd71cc3d429013d48d0ffffc52e34e0e17ada952a9d29685211ea9e5af"
    })
    void theHashIsThatOfTheReference(String file, String expected) throws Exception {
        // when
        PdqHashed hashed = hasher.hash(published(file));

        // then
        assertThat(hashed.hash()).hasToString(expected);
        assertThat(hashed.quality()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({BRIDGE + ", 0", "bridge-2-rotate-90.jpg, 120", "pen-and-coaster.png, 138"})
    void theDistanceFromTheBridgeIsThatOfTheReference(String file, int expected) throws Exception {
        // when
        PdqHash bridge = hasher.hash(published(BRIDGE)).hash();
        PdqHash other = hasher.hash(published(file)).hash();

        // then
        assertThat(bridge.distance(other)).isEqualTo(expected);
    }

    @Test
    void halfTheSizeChangesAsManyBitsAsInTheReference() throws Exception {
        // given
        Picture bridge = published(BRIDGE);
        BufferedImage whole = new BufferedImage(bridge.width(), bridge.height(), BufferedImage.TYPE_3BYTE_BGR);
        whole.setRGB(0, 0, bridge.width(), bridge.height(), bridge.argb(), 0, bridge.width());
        int width = bridge.width() / 2;
        int height = bridge.height() / 2;
        BufferedImage half = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = half.createGraphics();
        graphics.drawImage(whole, 0, 0, width, height, null);
        graphics.dispose();

        // when
        PdqHash hash = hasher.hash(new Picture(width, height, half.getRGB(0, 0, width, height, null, 0, width), 0))
                .hash();

        // then
        assertThat(hash.distance(hasher.hash(bridge).hash())).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "64, 64", "127, 300", "257, 129", "1, 700", "700, 1", "1000, 640"})
    void theFilterIsThatOfBoxesWrittenDownOneByOne(int width, int height) {
        // given
        Random random = new Random(width * 31L + height);
        float[] luma = new float[width * height];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = random.nextInt(256);
        }
        double[] expected = new double[luma.length];
        for (int i = 0; i < luma.length; i++) {
            expected[i] = luma[i];
        }
        for (int pass = 0; pass < 2; pass++) {
            expected = boxed(expected, width, height, 1, 0);
            expected = boxed(expected, width, height, 0, 1);
        }

        // when
        new JaroszFilter(width, height).blur(luma);

        // then
        for (int i = 0; i < luma.length; i++) {
            assertThat(Math.abs(luma[i] - expected[i])).as("pixel %d", i).isLessThan(0.05);
        }
    }

    @Test
    void aCopyWithNoiseIsNearAndAnotherPictureIsNot() {
        // given
        Random random = new Random(5);
        Picture picture = Waves.picture(random, 200, 160);
        Picture copy = Waves.noisy(picture, 10, random);
        Picture other = Waves.picture(random, 200, 160);

        // when
        PdqHashed hashed = hasher.hash(picture);

        // then
        assertThat(hashed.isTelling()).isTrue();
        assertThat(hasher.hash(copy).hash().distance(hashed.hash())).isLessThanOrEqualTo(PdqHash.NEAR);
        assertThat(hasher.hash(other).hash().distance(hashed.hash())).isGreaterThan(PdqHash.NEAR);
    }

    @Test
    void theSamePixelsGiveTheSameHash() {
        // given
        Picture picture = Waves.picture(new Random(6), 90, 70);

        // when
        PdqHashed first = hasher.hash(picture);
        hasher.hash(Waves.picture(new Random(7), 300, 200));

        // then
        assertThat(hasher.hash(picture)).isEqualTo(first).isEqualTo(new PdqHasher().hash(picture));
    }

    @Test
    void aPictureWithoutStructureTellsNothing() {
        // given
        int[] argb = new int[40 * 40];

        // when
        PdqHashed hashed = hasher.hash(new Picture(40, 40, argb, 0));

        // then
        assertThat(hashed.quality()).isZero();
        assertThat(hashed.isTelling()).isFalse();
    }

    @Test
    void bytesAndSlotsHoldTheWholeHash() {
        // given
        Random random = new Random(8);
        PdqHash hash = new PdqHash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());

        // when
        StringBuilder slots = new StringBuilder();
        for (int slot = PdqHash.SLOTS - 1; slot >= 0; slot--) {
            slots.append("%04x".formatted(hash.slot(slot)));
        }

        // then
        assertThat(PdqHash.fromBytes(hash.toBytes())).isEqualTo(hash);
        assertThat(slots).hasToString(hash.toString());
    }

    private static double[] boxed(double[] from, int width, int height, int alongX, int alongY) {
        int length = alongX * width + alongY * height;
        int window = (length + 127) / 128;
        int ahead = (window + 2) / 2 - 1;
        int behind = window - ahead - 1;
        double[] to = new double[from.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                int count = 0;
                for (int step = -behind; step <= ahead; step++) {
                    int column = x + alongX * step;
                    int row = y + alongY * step;
                    if (column >= 0 && column < width && row >= 0 && row < height) {
                        sum += from[row * width + column];
                        count++;
                    }
                }
                to[y * width + x] = sum / count;
            }
        }
        return to;
    }

    private static Picture published(String file) throws IOException, UndecodablePictureException {
        Path path = Path.of("..", "..", "shared", "data", "pdq", file);
        assumeTrue(Files.isRegularFile(path), "skipped: the picture " + path + " is not here");
        try (PictureDecoder decoder = PictureDecoder.open(Files.readAllBytes(path))) {
            return decoder.picture();
        }
    }
}
