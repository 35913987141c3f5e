package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PretrainingTest extends StoredCheckpoints {
    private static final List<Content> TEXTS = Samples.texts(40, 1);
    private static final List<Content> PICTURES = Samples.pictures(12, 1);

    @Test
    void twoRunsOverTheSameTextsWriteTheSameCheckpoint() throws IOException {
        // when
        SavedCheckpoint first = trainTexts(6);
        SavedCheckpoint second = trainTexts(6);

        // then
        assertThat(second).isEqualTo(first);
    }

    @Test
    void twoRunsOverTheSamePicturesWriteTheSameCheckpoint() throws IOException {
        // when
        SavedCheckpoint first = trainPictures();
        SavedCheckpoint second = trainPictures();

        // then
        assertThat(second).isEqualTo(first);
    }

    @Test
    void resumedTrainingEqualsUninterruptedTrainingBitForBit() throws IOException {
        // given
        SavedCheckpoint uninterrupted = trainTexts(6);
        SavedCheckpoint half = trainTexts(3);

        // when
        SavedCheckpoint resumed;
        try (Pretraining training = checkpoints.resume(half.manifest())) {
            step(training, TEXTS, 3, 6);
            resumed = training.save(blobs, Samples.lineage());
        }

        // then
        assertThat(checkpoints.read(resumed.manifest()).tensors())
                .isEqualTo(checkpoints.read(uninterrupted.manifest()).tensors());
    }

    @Test
    void anotherSeedGivesAnotherCheckpoint() throws IOException {
        // given
        SavedCheckpoint first = trainTexts(1);

        // when
        SavedCheckpoint second;
        try (Pretraining training = checkpoints.start(Samples.smallText(), 2, TEXTS)) {
            step(training, TEXTS, 0, 1);
            second = training.save(blobs, Samples.lineage());
        }

        // then
        assertThat(second.checkpointId()).isNotEqualTo(first.checkpointId());
    }

    @Test
    void orderOfWordsIsLearned() {
        // given
        List<Content> counting = Collections.nCopies(4, new Content.Text("one two three four five six seven eight"));
        try (Pretraining training = checkpoints.start(fast(), 1, counting)) {
            // when
            double early = meanLoss(training, counting, 10);
            meanLoss(training, counting, 150);
            double late = meanLoss(training, counting, 10);

            // then
            assertThat(late).isLessThan(0.2 * early);
        }
    }

    @Test
    void firstLossKnowsHowOftenTokensComeButNotWhere() {
        try (Pretraining training = checkpoints.start(Samples.smallText(), 1, TEXTS)) {
            // when
            double loss = meanLoss(training, TEXTS, 10);

            // then
            assertThat(loss).isBetween(Math.log(11), Math.log(300) - 1);
        }
    }

    @Test
    void stepAllocatesLittle() {
        try (Pretraining training = checkpoints.start(Samples.smallText(), 1, TEXTS)) {
            // given
            step(training, TEXTS, 0, 50);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();

            // when
            step(training, TEXTS, 50, 100);

            // then
            assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 50).isLessThan(200_000);
        }
    }

    @Test
    void emptyTextsAreSteppedOver() {
        try (Pretraining training = checkpoints.start(Samples.smallText(), 1, TEXTS)) {
            // when
            StepResult result = training.step(Collections.nCopies(4, new Content.Text("")));

            // then
            assertThat(result.loss()).isZero();
            assertThat(result.tokens()).isZero();
        }
    }

    @Test
    void batchOfAnotherSizeIsRefused() {
        try (Pretraining training = checkpoints.start(Samples.smallText(), 1, TEXTS)) {
            assertThatThrownBy(() -> training.step(TEXTS.subList(0, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a step takes 4 contents, was given 3");
        }
    }

    @Test
    void pictureForATextModelIsRefused() {
        try (Pretraining training = checkpoints.start(Samples.smallText(), 1, TEXTS)) {
            assertThatThrownBy(() -> training.step(PICTURES.subList(0, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("reads text");
        }
    }

    @Test
    void backEndIsTheOneWithOneDnn() {
        try (Pretraining training = checkpoints.start(Samples.smallText(), 1, TEXTS)) {
            assertThat(training.backend()).contains("onednn").contains("thread");
        }
    }

    private SavedCheckpoint trainTexts(int steps) throws IOException {
        try (Pretraining training = checkpoints.start(Samples.smallText(), 1, TEXTS)) {
            step(training, TEXTS, 0, steps);
            return training.save(blobs, Samples.lineage());
        }
    }

    private SavedCheckpoint trainPictures() throws IOException {
        try (Pretraining training = checkpoints.start(Samples.smallImage(), 1, PICTURES)) {
            step(training, PICTURES, 0, 4);
            return training.save(blobs, Samples.lineage());
        }
    }

    private static double meanLoss(Pretraining training, List<Content> contents, int steps) {
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += training.step(batch(contents, i)).loss();
        }
        return sum / steps;
    }

    private static void step(Pretraining training, List<Content> contents, int from, int to) {
        for (int i = from; i < to; i++) {
            training.step(batch(contents, i));
        }
    }

    private static List<Content> batch(List<Content> contents, int step) {
        int from = 4 * step % contents.size();
        return contents.subList(from, from + 4);
    }

    private static ModelConfiguration fast() {
        Map<String, String> values = new TreeMap<>(Samples.SMALL_TEXT);
        values.put("learning.rate", "0.01");
        values.put("warmup.steps", "10");
        return ModelConfiguration.named("text-encoder", values);
    }
}
