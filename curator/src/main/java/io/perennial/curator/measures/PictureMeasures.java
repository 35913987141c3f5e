package io.perennial.curator.measures;

import io.perennial.schemas.pictures.Picture;
import java.util.Set;

/** Measures of a decoded picture. */
public final class PictureMeasures {
    public static final String WIDTH = "width";
    public static final String HEIGHT = "height";
    public static final String PIXELS = "pixels";
    public static final String SHORTEST_SIDE = "shortest_side";
    public static final String ASPECT_RATIO = "aspect_ratio";
    public static final String DECODER_WARNINGS = "decoder_warnings";
    public static final String BRIGHTNESS = "brightness";
    /** Brightness that 5 % of the pixels do not exceed, as {@link PerceivedBrightness}. */
    public static final String BRIGHTNESS_PERC_5 = "brightness_perc_5";
    /** Brightness that 1 % of the pixels exceed. */
    public static final String BRIGHTNESS_PERC_99 = "brightness_perc_99";

    public static final String GRAY_ENTROPY = "gray_entropy";
    /** See {@link Sharpness}: small where a picture is blurred, smaller the more pixels there are. */
    public static final String LAPLACIAN_VARIANCE = "laplacian_variance";
    /** 1 if red, green and blue are equal everywhere, else 0. */
    public static final String GRAYSCALE = "grayscale";
    /** How much structure the perceptual hash found, from 0 to 100; measured where near-duplicates are looked for. */
    public static final String PDQ_QUALITY = "pdq_quality";
    /** log2(1 + bytes) of the encoded picture: at a given number of pixels, how much there is to see. */
    public static final String SIZE = "size";

    /** Characters (code points) of the caption that is kept; 0 if the one that was sent cannot be used. */
    public static final String CAPTION_CHARACTERS = "caption_characters";

    private static final int GRAY_LEVELS = 256;
    // ITU-R BT.601 luma in 16.16 fixed point: integers, so that every platform sums to the same bits.
    private static final int RED = 19_595;
    private static final int GREEN = 38_470;
    private static final int BLUE = 7_471;

    private PictureMeasures() {}

    public static Set<String> names() {
        return Set.of(
                WIDTH,
                HEIGHT,
                PIXELS,
                SHORTEST_SIDE,
                ASPECT_RATIO,
                DECODER_WARNINGS,
                BRIGHTNESS,
                BRIGHTNESS_PERC_5,
                BRIGHTNESS_PERC_99,
                GRAY_ENTROPY,
                LAPLACIAN_VARIANCE,
                GRAYSCALE,
                PDQ_QUALITY,
                SIZE,
                CAPTION_CHARACTERS);
    }

    public static void measureSize(long bytes, Measures measures) {
        measures.put(SIZE, TextMeasures.log2(1 + (double) bytes));
    }

    /** What the header alone tells. */
    public static void measureDimensions(int width, int height, Measures measures) {
        measures.put(WIDTH, width);
        measures.put(HEIGHT, height);
        measures.put(PIXELS, (double) width * height);
        measures.put(SHORTEST_SIDE, Math.min(width, height));
        measures.put(ASPECT_RATIO, (double) Math.max(width, height) / Math.max(1, Math.min(width, height)));
    }

    /** Mean luma from 0 to 1, entropy of the luma histogram in bits, from 0 to 8, and the measures of CleanVision. */
    public static void measurePixels(Picture picture, Measures measures) {
        int pixels = picture.argb().length;
        byte[] lumas = new byte[pixels];
        int[] histogram = new int[GRAY_LEVELS];
        long sum = 0;
        boolean gray = true;
        PerceivedBrightness perceived = new PerceivedBrightness();
        for (int i = 0; i < pixels; i++) {
            int argb = picture.argb()[i];
            int luma = luma(argb);
            lumas[i] = (byte) luma;
            histogram[luma]++;
            sum += luma;
            gray &= ((argb >>> 8 ^ argb) & 0xFFFF) == 0;
            perceived.add(argb);
        }
        measures.put(DECODER_WARNINGS, picture.decoderWarnings());
        measures.put(BRIGHTNESS, (double) sum / pixels / (GRAY_LEVELS - 1));
        measures.put(BRIGHTNESS_PERC_5, perceived.percentile(5));
        measures.put(BRIGHTNESS_PERC_99, perceived.percentile(99));
        measures.put(GRAY_ENTROPY, Entropy.ofHistogram(histogram, pixels));
        measures.put(LAPLACIAN_VARIANCE, Sharpness.laplacianVariance(lumas, picture.width(), picture.height()));
        measures.put(GRAYSCALE, gray ? 1 : 0);
    }

    /** For a picture that was sent with a caption. */
    public static void measureCaption(String kept, Measures measures) {
        measures.put(CAPTION_CHARACTERS, kept.codePointCount(0, kept.length()));
    }

    private static int luma(int argb) {
        int red = argb >>> 16 & 0xFF;
        int green = argb >>> 8 & 0xFF;
        int blue = argb & 0xFF;
        return (red * RED + green * GREEN + blue * BLUE) >>> 16;
    }
}
