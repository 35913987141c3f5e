package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Pictures with captions, as far as they differ from other objectives over pictures. */
class PairsTest extends StoredCheckpoints {
    private static final List<Content> PAIRS = Samples.pairs(16, 2);

    /** Classes of CIFAR-10 in the order of their labels. */
    private static final List<String> NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    @Test
    void twoRunsOverTheSamePairsWriteTheSameCheckpoint() throws IOException {
        // when
        SavedCheckpoint first = train(PAIRS);
        SavedCheckpoint second = train(PAIRS);

        // then
        assertThat(second).isEqualTo(first);
    }

    @Test
    void otherCaptionsGiveAnotherEncoder() throws IOException {
        // given
        List<Content> swapped = new ArrayList<>();
        for (int i = 0; i < PAIRS.size(); i++) {
            String caption = ((Content.Image) PAIRS.get(PAIRS.size() - 1 - i)).caption();
            swapped.add(new Content.Image(((Content.Image) PAIRS.get(i)).encoded(), caption));
        }

        // when
        BlobRef one = train(PAIRS).manifest();
        BlobRef other = train(swapped).manifest();

        // then
        try (Encoder encoder = checkpoints.load(one);
                Encoder otherEncoder = checkpoints.load(other)) {
            assertThat(encoder.embed(PAIRS)[0]).isNotEqualTo(otherEncoder.embed(PAIRS)[0]);
        }
    }

    @Test
    void aPictureIsEmbeddedTheSameWithoutItsCaption() throws IOException {
        // given
        Content bare = new Content.Image(((Content.Image) PAIRS.get(0)).encoded());
        try (Encoder encoder = checkpoints.load(train(PAIRS).manifest())) {
            // when
            float[][] vectors = encoder.embed(List.of(PAIRS.get(0), bare));

            // then
            assertThat(vectors[1]).containsExactly(vectors[0]);
        }
    }

    @Test
    void theTokenizerOfTheCaptionsIsPartOfTheCheckpoint() throws IOException {
        assertThat(checkpoints.read(train(PAIRS).manifest()).tokenizer()).isNotNull();
    }

    @Test
    void theTowerOfPicturesBeginsWithAnotherModelOfPictures() throws IOException {
        assertThatTheSecondBeginsWithTheFirst(Samples.smallImage(), PairsTest::small);
    }

    @Test
    void anotherModelOfPicturesBeginsWithTheTowerOfPictures() throws IOException {
        assertThatTheSecondBeginsWithTheFirst(small(Map.of()), more -> {
            Map<String, String> values = new TreeMap<>(Samples.SMALL_IMAGE);
            values.putAll(more);
            return ModelConfiguration.named("image-encoder", values);
        });
    }

    @Test
    void aWindowWithoutAnyCaptionIsRefusedInOneLine() {
        assertThatThrownBy(() -> checkpoints.start(small(Map.of()), 1, Samples.pictures(5, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model image-encoder: none of the 5 contents of its first window is a picture"
                        + " with a caption, which objective clip learns from; publish pictures with captions");
    }

    @Test
    void aPictureWithoutACaptionHasNoPlaceInABatch() {
        // given
        List<Content> batch = new ArrayList<>(PAIRS.subList(0, 3));
        batch.addAll(Samples.pictures(1, 1));

        // when / then
        try (Pretraining training = checkpoints.start(small(Map.of()), 1, PAIRS)) {
            assertThatThrownBy(() -> training.step(batch))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("was given a picture without one; leave it out of the batch");
        }
    }

    @Test
    void photographsAndWhatTheyShowAreFoundByEachOther() {
        // given
        assumeTrue(PublicData.isPresent(), () -> "no data in " + PublicData.FOLDER.toAbsolutePath());
        List<List<Content>> byClass = new ArrayList<>();
        NAMES.forEach(name -> byClass.add(new ArrayList<>()));
        for (PublicData.Example example : PublicData.pictures("train", 8)) {
            String caption = "a photograph of a " + NAMES.get(example.label());
            byClass.get(example.label()).add(new Content.Image(((Content.Image) example.content()).encoded(), caption));
        }
        Map<String, String> wide = Map.of("batch.size", "10", "image.size", "32", "patch.size", "4", "width", "32");

        // when
        List<Double> losses = new ArrayList<>();
        List<Content> window = byClass.stream().flatMap(List::stream).toList();
        try (Pretraining training = checkpoints.start(small(wide), 1, window)) {
            for (int step = 0; step < 60; step++) {
                int each = step % 8;
                losses.add(training.step(
                                byClass.stream().map(shown -> shown.get(each)).toList())
                        .loss());
            }
        }

        // then
        assertThat(mean(losses.subList(52, 60))).isLessThan(0.9 * mean(losses.subList(0, 8)));
    }

    private void assertThatTheSecondBeginsWithTheFirst(
            ModelConfiguration first, Function<Map<String, String>, ModelConfiguration> second) throws IOException {
        // given
        SavedCheckpoint origin;
        try (Pretraining training = checkpoints.start(first, 1, PAIRS)) {
            training.step(PAIRS.subList(0, 4));
            origin = training.save(blobs, Samples.lineage());
        }

        // when
        String path = blobs.path(origin.manifest()).toString();
        BlobRef begun;
        try (Pretraining training = checkpoints.start(second.apply(Map.of("initial.checkpoint", path)), 7, PAIRS)) {
            begun = training.save(blobs, Samples.lineage()).manifest();
        }

        // then
        try (Encoder encoder = checkpoints.load(origin.manifest());
                Encoder begunEncoder = checkpoints.load(begun)) {
            assertThat(begunEncoder.embed(PAIRS)).isDeepEqualTo(encoder.embed(PAIRS));
        }
    }

    private SavedCheckpoint train(List<Content> pairs) throws IOException {
        try (Pretraining training = checkpoints.start(small(Map.of()), 1, pairs)) {
            for (int from = 0; from < 12; from += 4) {
                training.step(pairs.subList(from, from + 4));
            }
            return training.save(blobs, Samples.lineage());
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static ModelConfiguration small(Map<String, String> more) {
        Map<String, String> values = new TreeMap<>(Samples.SMALL_IMAGE);
        values.remove("decoder.width");
        values.putAll(Map.of("objective", "clip", "vocabulary", "300", "length", "8", "head.output", "8"));
        values.putAll(more);
        return ModelConfiguration.named("image-encoder", values);
    }
}
