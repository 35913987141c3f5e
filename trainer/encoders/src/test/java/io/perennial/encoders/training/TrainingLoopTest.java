package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.StepResult;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.LinearRegression;
import io.perennial.encoders.network.WeightAverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
    private static final List<Content> CONTENTS = contents(48);

    @Test
    void accumulatedBatchesEqualOneBatchAsLargeAsAllOfThem() {
        // given
        try (TrainingLoop large = loop(12, Map.of());
                TrainingLoop accumulated = loop(3, Map.of("accumulation", "4"))) {
            for (int step = 0; step < 4; step++) {
                List<Content> batch = CONTENTS.subList(12 * step, 12 * step + 12);

                // when
                StepResult once = large.step(batch);
                StepResult inParts = accumulated.step(batch);

                // then
                assertThat(inParts.loss()).isCloseTo(once.loss(), within(1e-5));
                assertThat(inParts.gradientNorm()).isCloseTo(once.gradientNorm(), within(1e-5));
                assertThat(inParts.tokens()).isEqualTo(once.tokens());
                assertThat(accumulated.state().parameters())
                        .containsExactly(large.state().parameters(), within(1e-6f));
            }
        }
    }

    @Test
    void gradientsAreClippedByTheirGlobalNorm() {
        try (TrainingLoop loop = loop(12, Map.of("clip.norm", "0.25", "beta2", "0.98"))) {
            // when
            StepResult result = loop.step(CONTENTS.subList(0, 12));

            // then Adam's first moment is a tenth of the clipped gradient
            double squares = 0;
            for (float moment : loop.state().vector("moment.first")) {
                squares += 100.0 * moment * moment;
            }
            assertThat(result.gradientNorm()).isGreaterThan(0.25);
            assertThat(Math.sqrt(squares)).isCloseTo(0.25, within(1e-5));
        }
    }

    @Test
    void averageFollowsTheParametersAsAPlainLoopSays() {
        // given
        double decay = 0.5;
        try (TrainingLoop loop = loop(4, Map.of("ema.decay", Double.toString(decay)))) {
            double[] expected = doubles(loop.state().parameters());

            // when
            for (int step = 1; step <= 12; step++) {
                loop.step(CONTENTS.subList(4 * step - 4, 4 * step));
                double kept = Math.min(decay, (1.0 + step) / (10.0 + step));
                double[] parameters = doubles(loop.state().parameters());
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = kept * expected[i] + (1 - kept) * parameters[i];
                }
            }

            // then
            assertThat(doubles(loop.state().vector(WeightAverage.PARAMETERS))).containsExactly(expected, within(1e-6));
            assertThat(loop.released()).isEqualTo(loop.state().vector(WeightAverage.PARAMETERS));
        }
    }

    @Test
    void restoredLoopRepeatsItsSteps() {
        try (TrainingLoop loop = loop(4, Map.of("schedule", "infinite", "anneal.share", "0.5"))) {
            // given
            loop.begin(4);
            TrainingState start = loop.state();
            List<StepResult> first = steps(loop, 4);
            loop.leaveTrunk();
            steps(loop, 2);

            // when
            loop.restore(start);

            // then
            assertThat(steps(loop, 4)).isEqualTo(first);
        }
    }

    private static List<StepResult> steps(TrainingLoop loop, int steps) {
        List<StepResult> results = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            results.add(loop.step(CONTENTS.subList(4 * step, 4 * step + 4)));
        }
        return results;
    }

    private static TrainingLoop loop(int batchSize, Map<String, String> values) {
        Map<String, String> all = new TreeMap<>(values);
        all.put("batch.size", Integer.toString(batchSize));
        ModelConfiguration configuration = ModelConfiguration.named("text-encoder", all);
        Task task = new LinearRegression(batchSize);
        TrainingState state = TrainingState.initial(task.network().layout().initialValues(1));
        return new TrainingLoop(
                configuration, task, new Nd4jExecutor(Precision.FLOAT), state.startedWith(configuration));
    }

    private static List<Content> contents(int count) {
        Random random = new Random(3);
        List<Content> contents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder numbers = new StringBuilder();
            for (int input = 0; input <= LinearRegression.INPUTS; input++) {
                numbers.append((float) random.nextGaussian()).append(' ');
            }
            contents.add(new Content.Text(numbers.toString()));
        }
        return contents;
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
