import io.perennial.encoders.Content;
import io.perennial.encoders.images.PictureReader;
import io.perennial.encoders.tokens.BytePairTokenizer;
import java.util.List;

/** Features that nobody trained. */
final class RawFeatures {
    private RawFeatures() {}

    /** How often the tokens of each of {@code width} buckets occur in a text. */
    static float[][] bags(List<Content> texts, BytePairTokenizer tokenizer, int width) {
        float[][] bags = new float[texts.size()][width];
        for (int i = 0; i < bags.length; i++) {
            for (int token : tokenizer.encode(((Content.Text) texts.get(i)).text())) {
                // Multiplicative hashing (Knuth): tokens that follow each other fall far apart.
                int hash = token * 0x9E3779B1;
                bags[i][Math.floorMod(hash >>> 8, width)]++;
            }
        }
        return bags;
    }

    /** All colour values of pictures averaged to a square of that side. */
    static float[][] pixels(List<Content> pictures, int side) {
        return pictures.stream()
                .map(picture -> PictureReader.read(((Content.Image) picture).encoded(), side))
                .toArray(float[][]::new);
    }
}
