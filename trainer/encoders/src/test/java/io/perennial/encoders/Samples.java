package io.perennial.encoders;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small seeded contents and configurations for tests. */
final class Samples {
    static final Map<String, String> SMALL_TEXT = Map.of(
            "width", "16",
            "layers", "1",
            "heads", "2",
            "batch.size", "4",
            "vocabulary", "300",
            "length", "8",
            "mask.share", "0.15");
    static final Map<String, String> SMALL_IMAGE = Map.of(
            "width", "16",
            "layers", "1",
            "heads", "2",
            "batch.size", "4",
            "image.size", "8",
            "patch.size", "2",
            "decoder.width", "8");

    private static final List<String> WORDS =
            List.of("broker", "record", "topic", "reads", "writes", "a", "the", "offset", "slowly", "again", "log");

    private Samples() {}

    static ModelConfiguration smallText() {
        return ModelConfiguration.named("text-encoder", SMALL_TEXT);
    }

    static ModelConfiguration smallImage() {
        return ModelConfiguration.named("image-encoder", SMALL_IMAGE);
    }

    static List<Content> texts(int count, long seed) {
        Random random = new Random(seed);
        List<Content> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < 3 + random.nextInt(12); word++) {
                text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
            }
            texts.add(new Content.Text(text.toString()));
        }
        return texts;
    }

    static List<Content> pictures(int count, long seed) {
        Random random = new Random(seed);
        List<Content> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < 120; pixel++) {
                image.setRGB(pixel % 12, pixel / 12, random.nextInt(1 << 24));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                ImageIO.write(image, "png", bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            pictures.add(new Content.Image(bytes.toByteArray()));
        }
        return pictures;
    }

    /** Such pictures, each with one of {@link #texts} for a caption. */
    static List<Content> pairs(int count, long seed) {
        List<Content> texts = texts(count, seed);
        List<Content> pictures = pictures(count, seed);
        List<Content> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add(new Content.Image(
                    ((Content.Image) pictures.get(i)).encoded(), ((Content.Text) texts.get(i)).text()));
        }
        return pairs;
    }

    static Lineage lineage() {
        return new Lineage(null, null, 1, List.of(), List.of(), List.of(), 0, 0, "0".repeat(64), "test");
    }
}
