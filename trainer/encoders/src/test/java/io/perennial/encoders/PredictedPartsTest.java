package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.images.PictureReader;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a checkpoint puts where patches or tokens are hidden. */
class PredictedPartsTest extends StoredCheckpoints {
    private static final List<Content> COUNTING =
            Collections.nCopies(4, new Content.Text("one two three four five six seven eight"));
    private static final List<Content> PICTURES = Samples.pictures(4, 3);
    private static final int SIDE = 8;
    private static final int PATCHES = 16;
    private static final int HIDDEN = 12;

    @Test
    void hiddenPatchesAreGreyAndTheOthersAreAsTheyWere() throws IOException {
        // given
        BlobRef manifest = trained(Samples.smallImage(), PICTURES, 1);

        // when
        List<Reconstruction> reconstructions = checkpoints.reconstructions(manifest, PICTURES);

        // then
        assertThat(reconstructions).hasSize(4);
        for (int i = 0; i < 4; i++) {
            float[] original = PictureReader.read(reconstructions.get(i).original(), SIDE);
            float[] visible = PictureReader.read(reconstructions.get(i).visible(), SIDE);
            float[] reconstructed = PictureReader.read(reconstructions.get(i).reconstructed(), SIDE);
            assertThat(original)
                    .containsExactly(
                            PictureReader.read(((Content.Image) PICTURES.get(i)).encoded(), SIDE), within(1 / 255f));
            assertThat(changedPixels(original, visible)).isEqualTo(SIDE * SIDE * HIDDEN / PATCHES);
            assertThat(changedPixels(visible, reconstructed)).isEqualTo(SIDE * SIDE * HIDDEN / PATCHES);
        }
    }

    @Test
    void trainingBringsReconstructionsCloser() throws IOException {
        // given
        Map<String, String> fast = new TreeMap<>(Samples.SMALL_IMAGE);
        fast.putAll(Map.of("learning.rate", "0.01", "warmup.steps", "5", "width", "32", "decoder.width", "32"));
        fast.put("flip", "false");
        ModelConfiguration configuration = ModelConfiguration.named("image-encoder", fast);
        List<Content> same = Collections.nCopies(4, PICTURES.get(0));

        // when
        double early = checkpoints
                .reconstructions(trained(configuration, same, 1), same)
                .get(0)
                .error();
        Reconstruction late = checkpoints
                .reconstructions(trained(configuration, same, 300), same)
                .get(0);

        // then
        assertThat(early).isBetween(0.8, 1.5);
        assertThat(late.error()).isLessThan(0.2 * early);
        assertThat(distance(late.original(), late.reconstructed()))
                .isLessThan(0.5 * distance(late.original(), late.visible()));
    }

    @Test
    void hiddenTokensAreGuessedByAModelThatKnowsTheText() throws IOException {
        // given
        Map<String, String> fast = new TreeMap<>(Samples.SMALL_TEXT);
        fast.putAll(Map.of("learning.rate", "0.02", "warmup.steps", "5", "length", "16"));
        BlobRef manifest = trained(ModelConfiguration.named("text-encoder", fast), COUNTING, 200);

        // when
        FilledText text = checkpoints.fillings(manifest, COUNTING).get(0);

        // then
        assertThat(text.pieces().stream().map(FilledText.Piece::text).collect(Collectors.joining()))
                .isEqualTo(((Content.Text) COUNTING.get(0)).text());
        assertThat(text.pieces()).anyMatch(FilledText.Piece::isHidden);
        assertThat(text.pieces()).filteredOn(FilledText.Piece::isHidden).allSatisfy(piece -> {
            assertThat(piece.guesses())
                    .hasSize(3)
                    .isSortedAccordingTo((one, other) -> Double.compare(other.probability(), one.probability()));
            assertThat(piece.guesses().get(0).right()).isTrue();
            assertThat(piece.guesses().get(0).text()).isEqualTo(piece.text());
            assertThat(piece.guesses().get(0).probability()).isBetween(0.5, 1.0);
        });
    }

    @Test
    void sameTokensAreHiddenEachTime() throws IOException {
        // given
        BlobRef manifest = trained(Samples.smallText(), COUNTING, 1);

        // when
        List<FilledText> first = checkpoints.fillings(manifest, COUNTING);

        // then
        assertThat(checkpoints.fillings(manifest, COUNTING)).isEqualTo(first);
    }

    @Test
    void objectiveThatHidesNothingHasNothingToShow() throws IOException {
        // given
        Map<String, String> causal = new TreeMap<>(Samples.SMALL_TEXT);
        causal.remove("mask.share");
        causal.put("objective", "causal-language");
        BlobRef manifest = trained(ModelConfiguration.named("text-encoder", causal), COUNTING, 1);

        // then
        assertThat(checkpoints.fillings(manifest, COUNTING)).isEmpty();
        assertThat(checkpoints.reconstructions(manifest, PICTURES)).isEmpty();
        assertThat(checkpoints.fillings(trained(Samples.smallImage(), PICTURES, 1), COUNTING))
                .isEmpty();
    }

    private BlobRef trained(ModelConfiguration configuration, List<Content> batch, int steps) throws IOException {
        try (Pretraining training = checkpoints.start(configuration, 1, batch)) {
            for (int i = 0; i < steps; i++) {
                training.step(batch);
            }
            return training.save(blobs, Samples.lineage()).manifest();
        }
    }

    private static long changedPixels(float[] one, float[] other) {
        long changed = 0;
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            boolean equal = true;
            for (int channel = 0; channel < 3; channel++) {
                equal &= one[3 * pixel + channel] == other[3 * pixel + channel];
            }
            changed += equal ? 0 : 1;
        }
        return changed;
    }

    private static double distance(byte[] one, byte[] other) {
        float[] left = PictureReader.read(one, SIDE);
        float[] right = PictureReader.read(other, SIDE);
        double squares = 0;
        for (int i = 0; i < left.length; i++) {
            squares += (left[i] - right[i]) * (left[i] - right[i]);
        }
        return squares;
    }
}
