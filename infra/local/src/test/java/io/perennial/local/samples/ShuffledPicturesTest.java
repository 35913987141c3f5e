package io.perennial.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ShuffledPicturesTest {
    private static final int WIDTH = 16;
    private static final int HEIGHT = 8;

    private final LabelledSample picture = picture();

    @Test
    void keepsSizeAndPixelsButNotTheirOrder() throws IOException {
        // when
        LabelledSample shuffled = ShuffledPictures.of(List.of(picture), 1, 3).get(0);

        // then
        int[] before = pixels(picture);
        int[] after = pixels(shuffled);
        assertThat(after).isNotEqualTo(before);
        Arrays.sort(before);
        Arrays.sort(after);
        assertThat(after).isEqualTo(before);
    }

    @Test
    void shufflesEachCopyOfAPictureInAnotherWay() throws IOException {
        // when
        List<LabelledSample> shuffled = ShuffledPictures.of(List.of(picture), 2, 3);

        // then
        assertThat(pixels(shuffled.get(0))).isNotEqualTo(pixels(shuffled.get(1)));
    }

    @Test
    void givesTheSamePicturesForTheSameSeed() {
        // when // then
        assertThat(ShuffledPictures.of(List.of(picture), 1, 3).get(0).content())
                .isEqualTo(ShuffledPictures.of(List.of(picture), 1, 3).get(0).content());
    }

    private static int[] pixels(LabelledSample sample) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(sample.content()));
        return image.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    }

    private static LabelledSample picture() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int x = 0; x < WIDTH; x++) {
            for (int y = 0; y < HEIGHT; y++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new LabelledSample("noise", "noise/1", bytes.toByteArray());
    }
}
