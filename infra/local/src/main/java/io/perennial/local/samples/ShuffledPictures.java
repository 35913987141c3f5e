package io.perennial.local.samples;

import io.perennial.runtime.ServiceException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Poison that no rule sees: pictures with the same pixels in another order, another one for each picture. Size, brightness and entropy
 * stay, and nothing is left to learn from what is beside what.
 */
public final class ShuffledPictures {
    private ShuffledPictures() {}

    /**
     * Makes poison of good pictures.
     *
     * @param pictures what to shuffle; used again, in another order of pixels, when {@code count} is larger
     * @param seed the same gives the same pictures
     */
    public static List<LabelledSample> of(List<LabelledSample> pictures, int count, long seed) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("there are no pictures to shuffle");
        }
        Random random = new Random(seed);
        List<LabelledSample> shuffled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LabelledSample picture = pictures.get(i % pictures.size());
            shuffled.add(new LabelledSample("shuffled", "shuffled/" + i, shuffle(picture, random)));
        }
        return shuffled;
    }

    private static byte[] shuffle(LabelledSample sample, Random random) {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(sample.content()));
            if (picture == null) {
                throw ServiceException.data(sample.group() + " is no picture that Java can read", null);
            }
            int width = picture.getWidth();
            int height = picture.getHeight();
            int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
            for (int i = pixels.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int pixel = pixels[i];
                pixels[i] = pixels[other];
                pixels[other] = pixel;
            }
            BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            result.setRGB(0, 0, width, height, pixels, 0, width);
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            ImageIO.write(result, "png", encoded);
            return encoded.toByteArray();
        } catch (IOException e) {
            throw ServiceException.data(sample.group() + " cannot be decoded: " + e, e);
        }
    }
}
