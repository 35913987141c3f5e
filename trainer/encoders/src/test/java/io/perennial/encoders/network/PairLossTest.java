package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairLossTest {
    private static final int PAIRS = 5;
    private static final int WIDTH = 6;

    private final Plan plan = new Plan();
    private final Tensor pictures = plan.real("pictures", PAIRS, WIDTH);
    private final Tensor texts = plan.real("texts", PAIRS, WIDTH);
    private final Tensor logScale = plan.real("log.scale", 1);
    private final Tensor logScaleGradient = plan.real("log.scale.gradient", 1);
    private final PairLoss loss = new PairLoss(plan, PAIRS);
    private final PairLoss.Gradients gradients =
            loss.append(plan.program(Network.GRADIENTS), pictures, texts, logScale, logScaleGradient);
    private final BoundPlan bound = new Nd4jExecutor(Precision.DOUBLE).bind(plan);

    @AfterEach
    void release() {
        bound.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 14.285714, 100})
    void pairsThatAllPointTheSameWayCannotBeToldApart(double scale) {
        // given
        float[] rows = new float[PAIRS * WIDTH];
        for (int i = 0; i < PAIRS; i++) {
            rows[i * WIDTH] = i + 1;
            rows[i * WIDTH + 3] = 2 * (i + 1);
        }

        // when
        double mean = mean(rows, rows, scale);

        // then
        assertThat(mean).isCloseTo(Math.log(PAIRS), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 5})
    void perfectPairsThatAreOrthogonalToTheRestHaveTheirClosedForm(double scale) {
        // given
        float[] rows = new float[PAIRS * WIDTH];
        for (int i = 0; i < PAIRS; i++) {
            rows[i * WIDTH + i] = i + 1;
        }

        // when
        double mean = mean(rows, rows, scale);

        // then
        assertThat(mean).isCloseTo(Math.log1p((PAIRS - 1) * Math.exp(-scale)), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 14.285714})
    void randomProjectionsGiveWhatPlainLoopsGive(double scale) {
        // given
        float[] ofPictures = GradientCheck.random(pictures, 6);
        float[] ofTexts = GradientCheck.random(texts, 7);

        // when
        double mean = mean(ofPictures, ofTexts, scale);

        // then
        double there = byLoops(ofPictures, ofTexts, scale);
        double back = byLoops(ofTexts, ofPictures, scale);
        assertThat(there).isNotCloseTo(back, within(1e-3));
        assertThat(mean).isCloseTo((there + back) / 2, within(1e-6));
    }

    @Test
    void gradientsAreThoseOfTheLoss() {
        // given
        mean(GradientCheck.random(pictures, 6), GradientCheck.random(texts, 7), 2);

        // when
        double ofPictures = GradientCheck.worstError(bound, pictures, gradients.pictures(), loss::sum);
        double ofTexts = GradientCheck.worstError(bound, texts, gradients.texts(), loss::sum);
        double ofScale = GradientCheck.worstError(bound, logScale, logScaleGradient, loss::sum);

        // then
        assertThat(ofPictures).isLessThan(1e-6);
        assertThat(ofTexts).isLessThan(1e-6);
        assertThat(ofScale).isLessThan(1e-6);
    }

    private double mean(float[] ofPictures, float[] ofTexts, double scale) {
        loss.prepare(bound);
        bound.write(pictures, ofPictures);
        bound.write(texts, ofTexts);
        bound.set(logScale, 0, Math.log(scale));
        bound.run(Network.GRADIENTS);
        return loss.sum(bound) / loss.scored();
    }

    /** Mean cross entropy of finding the row of the same place among those of the other kind. */
    private static double byLoops(float[] rows, float[] others, double scale) {
        double sum = 0;
        for (int i = 0; i < PAIRS; i++) {
            double all = 0;
            for (int j = 0; j < PAIRS; j++) {
                all += Math.exp(scale * cosine(rows, i, others, j));
            }
            sum += Math.log(all) - scale * cosine(rows, i, others, i);
        }
        return sum / PAIRS;
    }

    private static double cosine(float[] rows, int row, float[] others, int other) {
        double product = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int i = 0; i < WIDTH; i++) {
            double a = rows[row * WIDTH + i];
            double b = others[other * WIDTH + i];
            product += a * b;
            squares += a * a;
            otherSquares += b * b;
        }
        return product / Math.sqrt(squares * otherSquares);
    }
}
