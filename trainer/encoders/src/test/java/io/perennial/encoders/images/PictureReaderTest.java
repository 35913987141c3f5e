package io.perennial.encoders.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureReaderTest {
    @Test
    void pictureOfTheRightSizeKeepsItsPixels() throws IOException {
        // given
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xFF0000);
        image.setRGB(1, 0, 0x00FF00);
        image.setRGB(0, 1, 0x0000FF);
        image.setRGB(1, 1, 0xFFFFFF);

        // when
        float[] pixels = PictureReader.read(png(image), 2);

        // then
        assertThat(pixels).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1);
    }

    @Test
    void largerPictureIsAveraged() throws IOException {
        // given
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 4; x++) {
            image.setRGB(x, 0, x % 2 == 0 ? 0xFFFFFF : 0x000000);
            image.setRGB(x, 1, 0x000000);
        }

        // when
        float[] pixels = PictureReader.read(png(image), 1);

        // then
        assertThat(pixels[0]).isCloseTo(0.25f, within(1e-6f));
    }

    @Test
    void smallerPictureIsSpread() throws IOException {
        // given
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x336699);

        // when
        float[] pixels = PictureReader.read(png(image), 3);

        // then
        for (int i = 0; i < pixels.length; i += 3) {
            assertThat(pixels[i]).isCloseTo(0.2f, within(1e-6f));
            assertThat(pixels[i + 2]).isCloseTo(0.6f, within(1e-6f));
        }
    }

    @Test
    void transparentPixelsAreWhite() throws IOException {
        // given
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);

        // when
        float[] pixels = PictureReader.read(png(image), 1);

        // then
        assertThat(pixels).containsExactly(1, 1, 1);
    }

    @Test
    void bytesThatAreNoPictureAreRefused() {
        // given
        byte[] bytes = "not a picture".getBytes(StandardCharsets.UTF_8);

        // then
        assertThatThrownBy(() -> PictureReader.read(bytes, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("13 bytes");
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
