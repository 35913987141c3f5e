package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.plan.BoundPlan;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** What a step of a network with a Transformer block takes from memory, apart from the tokens that its caller hands in. */
class StepMemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BATCH = 32;
    private static final int LENGTH = 16;
    private static final int WIDTH = 32;

    /** The widest activations of one window, 8 KiB. */
    private static final long SMALL_ARRAY = (long) LENGTH * 4 * WIDTH * Float.BYTES;

    @Test
    void stepMakesNoArrayOnTheHeap() {
        try (TrainingLoop loop = loop()) {
            // given
            steps(loop, 100);
            long before = THREADS.getCurrentThreadAllocatedBytes();

            // when
            steps(loop, 50);

            // then
            long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / 50;
            assertThat(bytes)
                    .as(
                            "bytes of a step, about 2 KB of which are the result and other small objects around the operations")
                    .isBetween(1L, SMALL_ARRAY - 1);
        }
    }

    @Test
    void stepsDoNotGrowTheProcess() {
        int steps = 1000;
        try (TrainingLoop loop = loop()) {
            // given
            steps(loop, 200);
            residentBytes();
            steps(loop, 200);
            long before = residentBytes();

            // when
            steps(loop, steps);

            // then
            assertThat(residentBytes() - before).isLessThan(steps * SMALL_ARRAY);
        }
    }

    /** Without garbage, which a collection hands back to the system. */
    private static long residentBytes() {
        System.gc();
        return Pointer.physicalBytes();
    }

    private static void steps(TrainingLoop loop, int steps) {
        List<Content> contents = Collections.nCopies(BATCH, new Content.Text(""));
        for (int step = 0; step < steps; step++) {
            loop.step(contents);
        }
    }

    private static TrainingLoop loop() {
        ModelConfiguration configuration = ModelConfiguration.named(
                "text-encoder",
                Map.of(
                        "width",
                        "32",
                        "layers",
                        "1",
                        "heads",
                        "2",
                        "vocabulary",
                        "300",
                        "length",
                        "16",
                        "batch.size",
                        Integer.toString(BATCH)));
        Task task = new ReadyTokens(configuration);
        TrainingState state = TrainingState.initial(task.network().layout().initialValues(1));
        return new TrainingLoop(configuration, task, new Nd4jExecutor(Precision.FLOAT), state);
    }

    /** Always the same windows, 16 tokens of which are to be predicted. */
    private static final class ReadyTokens implements Task {
        private static final int PREDICTED = 16;

        private final TextNetwork text;
        private final int[] tokens;
        private final float[] mask;
        private final int[] rows = new int[PREDICTED];
        private final int[] labels = new int[PREDICTED];
        private final float[] losses = new float[PREDICTED];

        ReadyTokens(ModelConfiguration configuration) {
            text = TextNetwork.forTraining(TextWindows.shape(configuration), BATCH, PREDICTED, 0.98);
            tokens = new int[BATCH * LENGTH];
            mask = new float[BATCH * LENGTH];
            Arrays.setAll(tokens, row -> 2 + row % 256);
            Arrays.setAll(rows, prediction -> 4 * prediction);
            Arrays.setAll(labels, prediction -> 100 + prediction);
        }

        @Override
        public Network network() {
            return text.network();
        }

        @Override
        public void prepare(BoundPlan bound) {
            text.prepare(bound);
        }

        @Override
        public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
            text.load(bound, tokens, mask);
            bound.write(text.predictedRows(PREDICTED), rows);
            bound.write(text.predictedTokens(PREDICTED), labels);
            return new Loaded(PREDICTED, tokens.length);
        }

        @Override
        public double lossSum(BoundPlan bound, Loaded loaded) {
            bound.read(text.losses(PREDICTED), losses);
            double sum = 0;
            for (float loss : losses) {
                sum += loss;
            }
            return sum;
        }
    }
}
