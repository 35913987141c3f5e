package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.StepOutcome;
import io.perennial.encoders.StepResult;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.LinearRegression;
import io.perennial.encoders.network.WeightAverage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
    private static final List<Content> CONTENTS = contents(48);
    private static final List<Content> POISON = Collections.nCopies(2, new Content.Text("10000 10000 10000 -30000"));
    private static final List<Content> NOT_A_NUMBER = Collections.nCopies(2, new Content.Text("NaN 1 1 1"));

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

    @Test
    void spikeIsSkippedAndLeavesEverythingAsItWas() {
        try (TrainingLoop loop = loop(2, Map.of("spike.factor", "10"))) {
            // given
            train(loop, 20);
            TrainingState before = loop.state();

            // when
            StepResult spike = loop.step(POISON);

            // then
            assertThat(spike.outcome()).isEqualTo(StepOutcome.SKIPPED);
            assertThat(spike.learningRate()).isZero();
            assertThat(loop.steps()).isEqualTo(before.steps() + 1);
            assertThat(loop.state().vectors()).usingRecursiveComparison().isEqualTo(before.vectors());
        }
    }

    @Test
    void trainingRollsBackWhereSkippingDoesNotHelpAndGivesUpIfItGoesOn() {
        try (TrainingLoop loop = loop(2, Map.of("spike.factor", "10"))) {
            // given
            TrainingState start = loop.state();
            train(loop, 20);

            // when
            List<StepOutcome> outcomes = new ArrayList<>();
            for (int step = 0; step < 3 * SpikeWatch.PATIENCE; step++) {
                outcomes.add(loop.step(NOT_A_NUMBER).outcome());
            }

            // then
            assertThat(outcomes).filteredOn(StepOutcome.ROLLED_BACK::equals).hasSize(3);
            assertThat(loop.state().parameters()).isEqualTo(start.parameters());
            assertThatThrownBy(() -> poison(loop, SpikeWatch.PATIENCE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("going back to sound parameters did not help (3 times)");
        }
    }

    @Test
    void lossThatIsNoNumberEndsTheRunWhereSpikesAreNotSkipped() {
        try (TrainingLoop loop = loop(2, Map.of())) {
            assertThatThrownBy(() -> loop.step(NOT_A_NUMBER))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("loss NaN")
                    .hasMessageContaining("spike.factor");
        }
    }

    @Test
    void anchorPullsByImportanceTimesDistance() {
        // given the same second step after a parent of four, with and without a pull
        double strength = 3;
        try (TrainingLoop pulled = loop(2, Map.of("ewc.strength", "3", "clip.norm", "1e6", "beta2", "0.98"));
                TrainingLoop free = loop(2, Map.of("clip.norm", "1e6", "beta2", "0.98"))) {
            train(pulled, 4);
            train(free, 4);
            TrainingState parent = pulled.state();
            pulled.begin(2);
            free.begin(2);
            train(pulled, 1);
            train(free, 1);
            float[] moved = pulled.state().parameters();

            // then where the parent is nothing pulls
            assertThat(moved).isEqualTo(free.state().parameters());

            // when
            pulled.step(CONTENTS.subList(10, 12));
            free.step(CONTENTS.subList(10, 12));

            // then the first moments differ by a tenth of the pull
            double seen = 1 - Math.pow(0.98, 4);
            for (int i = 0; i < moved.length; i++) {
                double importance = parent.vector("moment.second")[i] / seen;
                double pull = strength * importance * (moved[i] - parent.parameters()[i]);
                double difference = (double) pulled.state().vector("moment.first")[i]
                        - free.state().vector("moment.first")[i];
                assertThat(pull).isNotZero();
                assertThat(difference).isCloseTo(0.1 * pull, within(2e-6));
            }
        }
    }

    @Test
    void firstUpdateOfAModelHasNothingToBePulledTo() {
        try (TrainingLoop pulled = loop(2, Map.of("ewc.strength", "1000"));
                TrainingLoop free = loop(2, Map.of())) {
            // given
            pulled.begin(6);
            free.begin(6);

            // when
            train(pulled, 6);
            train(free, 6);

            // then
            assertThat(pulled.state().parameters()).isEqualTo(free.state().parameters());
        }
    }

    @Test
    void strongAnchorKeepsTheParametersNearTheParent() {
        try (TrainingLoop pulled = loop(2, Map.of("ewc.strength", "10000"));
                TrainingLoop free = loop(2, Map.of())) {
            // given
            train(pulled, 20);
            train(free, 20);
            float[] parent = free.state().parameters();
            pulled.begin(24);
            free.begin(24);

            // when
            train(pulled, 24);
            train(free, 24);

            // then
            assertThat(distance(pulled.state().parameters(), parent))
                    .isLessThan(0.8 * distance(free.state().parameters(), parent));
        }
    }

    private static double distance(float[] one, float[] other) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            squares += Math.pow((double) one[i] - other[i], 2);
        }
        return Math.sqrt(squares);
    }

    private static void train(TrainingLoop loop, int steps) {
        for (int step = 0; step < steps; step++) {
            loop.step(CONTENTS.subList(2 * step, 2 * step + 2));
        }
    }

    private static void poison(TrainingLoop loop, int steps) {
        for (int step = 0; step < steps; step++) {
            loop.step(NOT_A_NUMBER);
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
                configuration,
                task,
                new Nd4jExecutor(Precision.FLOAT),
                state.startedWith(configuration, task.network()));
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
