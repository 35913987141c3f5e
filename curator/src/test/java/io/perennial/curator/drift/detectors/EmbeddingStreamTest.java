package io.perennial.curator.drift.detectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** NEWMA and the watch of blocks, over streams of embeddings and over promotions. */
class EmbeddingStreamTest {
    private static final int DIMENSION = 8;
    private static final RandomFeatures FEATURES = new RandomFeatures(DIMENSION, 64, Math.sqrt(DIMENSION), 5);
    private static final EncoderVersion FIRST = new EncoderVersion("texts-7", 3);
    private static final EncoderVersion SECOND = new EncoderVersion("texts-8", 4);
    private static final EmbeddingWatch.Settings BLOCKS = new EmbeddingWatch.Settings(400, 100);
    private static final Newma.Settings NEWMA = Newma.Settings.uncalibrated(0.05, 0.01);

    @Test
    void aShiftShowsInTheFirstBlockAfterIt() {
        // given
        Random random = new Random(1);
        EmbeddingWatch watch = new EmbeddingWatch(FEATURES, BLOCKS);
        List<EmbeddingShift> shifts = new ArrayList<>();

        // when
        for (int i = 0; i < 1_000; i++) {
            EmbeddingShift shift = watch.add(FIRST, Vectors.normal(random, DIMENSION, i < 800 ? 0 : 1));
            if (shift != null) {
                shifts.add(shift);
            }
        }

        // then
        assertThat(shifts).hasSize(6).allMatch(shift -> shift.reference() == 400 && shift.block() == 100);
        assertThat(shifts.subList(0, 4)).allMatch(shift -> shift.centroidScore() < 4 && shift.squaredDistance() < 0.03);
        assertThat(shifts.subList(4, 6)).allMatch(shift -> shift.centroidScore() > 50 && shift.squaredDistance() > 0.2);
    }

    @Test
    void aPromotionBeginsANewReferenceAndRaisesNothing() {
        // given: the new encoder puts everything elsewhere
        Random random = new Random(2);
        EmbeddingWatch watch = new EmbeddingWatch(FEATURES, BLOCKS);
        Newma newma = new Newma(FEATURES, NEWMA);
        double largestScore = 0;
        int alarms = 0;

        // when
        for (int i = 0; i < 3_000; i++) {
            boolean promoted = i >= 1_450;
            float[] embedding = Vectors.normal(random, DIMENSION, promoted ? 5 : 0);
            EmbeddingShift shift = watch.add(promoted ? SECOND : FIRST, embedding);
            alarms += newma.add(promoted ? SECOND : FIRST, embedding) ? 1 : 0;
            largestScore = Math.max(largestScore, shift == null ? 0 : shift.centroidScore());
        }

        // then
        assertThat(watch.encoder()).isEqualTo(SECOND);
        assertThat(largestScore).isBetween(0.5, 4.0);
        assertThat(alarms).isZero();
    }

    @Test
    void anEmbeddingThatComesAfterItsEncoderWasReplacedIsIgnored() {
        // given
        Random random = new Random(3);
        EmbeddingWatch watch = new EmbeddingWatch(FEATURES, BLOCKS);
        Newma newma = new Newma(FEATURES, NEWMA);
        for (int i = 0; i < 450; i++) {
            float[] embedding = Vectors.normal(random, DIMENSION, 0);
            watch.add(SECOND, embedding);
            newma.add(SECOND, embedding);
        }
        byte[] ofWatch = watch.toBytes();
        byte[] ofNewma = newma.toBytes();

        // when
        watch.add(FIRST, Vectors.normal(random, DIMENSION, 9));
        boolean alarm = newma.add(FIRST, Vectors.normal(random, DIMENSION, 9));

        // then
        assertThat(alarm).isFalse();
        assertThat(watch.toBytes()).isEqualTo(ofWatch);
        assertThat(newma.toBytes()).isEqualTo(ofNewma);
    }

    @Test
    void newmaAlarmsSoonAfterAChangeAndThenBeginsAnew() {
        // given
        Random random = new Random(4);
        Newma newma = new Newma(FEATURES, NEWMA);
        List<Integer> alarms = new ArrayList<>();

        // when
        for (int i = 0; i < 4_000; i++) {
            if (newma.add(FIRST, Vectors.normal(random, DIMENSION, i < 2_000 ? 0 : 1))) {
                alarms.add(i);
            }
        }

        // then
        assertThat(alarms).hasSize(1);
        assertThat(alarms.get(0)).isBetween(2_003, 2_060);
    }

    @Test
    void theLevelByChanceIsThatOfTheWeights() {
        // given
        double fast = 0.1;
        double slow = 0.02;

        // when
        double sum = 0;
        for (int i = 0; i < 2_000; i++) {
            sum += Math.pow(fast * Math.pow(1 - fast, i) - slow * Math.pow(1 - slow, i), 2);
        }

        // then
        assertThat(Newma.Settings.uncalibrated(fast, slow).levelByChance()).isCloseTo(Math.sqrt(sum), within(1e-12));
    }

    @Test
    void theStatisticOfNewmaIsTheDistanceOfTwoFadingMeans() {
        // given
        Random random = new Random(5);
        Newma newma = new Newma(FEATURES, new Newma.Settings(0.2, 0.1, 2));
        double[] fast = new double[FEATURES.size()];
        double[] slow = new double[FEATURES.size()];
        float[] projected = new float[FEATURES.size()];

        for (int i = 0; i < 100; i++) {
            float[] embedding = Vectors.normal(random, DIMENSION, i / 50.0);

            // when
            newma.add(FIRST, embedding);
            FEATURES.project(embedding, projected);
            double squares = 0;
            for (int j = 0; j < fast.length; j++) {
                fast[j] = i == 0 ? projected[j] : 0.8 * fast[j] + 0.2 * projected[j];
                slow[j] = i == 0 ? projected[j] : 0.9 * slow[j] + 0.1 * projected[j];
                squares += Math.pow(fast[j] - slow[j], 2) / (fast.length / 2.0);
            }

            // then
            assertThat(newma.statistic()).isCloseTo(i < 29 ? 0 : Math.sqrt(squares), within(1e-12));
        }
    }

    @Test
    void detectorsThatWereWrittenAndReadGoOnAsIfNothingHadHappened() {
        // given
        Random random = new Random(6);
        EmbeddingWatch firstWatch = new EmbeddingWatch(FEATURES, new EmbeddingWatch.Settings(40, 10));
        EmbeddingWatch secondWatch = firstWatch;
        Newma firstNewma = new Newma(FEATURES, NEWMA);
        Newma secondNewma = firstNewma;

        // when, then
        for (int i = 0; i < 900; i++) {
            EncoderVersion encoder = i < 70 ? FIRST : SECOND;
            float[] embedding = Vectors.normal(random, DIMENSION, i < 500 ? 0 : 2);
            secondWatch = EmbeddingWatch.fromBytes(secondWatch.toBytes(), FEATURES);
            secondNewma = Newma.fromBytes(secondNewma.toBytes(), FEATURES);
            assertThat(secondWatch.add(encoder, embedding)).isEqualTo(firstWatch.add(encoder, embedding));
            assertThat(secondNewma.add(encoder, embedding)).isEqualTo(firstNewma.add(encoder, embedding));
            assertThat(Arrays.equals(secondWatch.toBytes(), firstWatch.toBytes()))
                    .isTrue();
            assertThat(Arrays.equals(secondNewma.toBytes(), firstNewma.toBytes()))
                    .isTrue();
        }
    }
}
