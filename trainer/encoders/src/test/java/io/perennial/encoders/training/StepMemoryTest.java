package io.perennial.encoders.training;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.ContrastiveLoss;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.JointEmbeddingNetwork;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.PerceptronShape;
import io.perennial.encoders.network.PreviousEncoderLoss;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.ViewNetwork;
import io.perennial.encoders.network.ViewShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step of a network with a Transformer block takes from memory, apart from the tokens that its caller hands in. */
class StepMemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BATCH = 32;
    private static final int LENGTH = 16;
    private static final int WIDTH = 32;

    /** The widest activations of one window, 8 KiB. */
    private static final long SMALL_ARRAY = (long) LENGTH * 4 * WIDTH * Float.BYTES;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stepMakesNoArrayOnTheHeap(boolean hasAdapters) {
        try (TrainingLoop loop = loop(hasAdapters)) {
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
    void stepThatDistilsMakesNoArrayOnTheHeap() {
        try (TrainingLoop loop = distillingLoop()) {
            // given
            steps(loop, 100);
            loop.begin(50);
            long before = THREADS.getCurrentThreadAllocatedBytes();

            // when
            steps(loop, 50);

            // then
            long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / 50;
            assertThat(bytes).isBetween(1L, SMALL_ARRAY - 1);
        }
    }

    @Test
    void stepsDoNotGrowTheProcess() {
        int steps = 1000;
        try (TrainingLoop loop = loop(false)) {
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

    private static TrainingLoop loop(boolean hasAdapters) {
        ModelConfiguration configuration = ModelConfiguration.named(
                "text-encoder",
                Map.of(
                        "adapter.rank",
                        hasAdapters ? "4" : "0",
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
        return new TrainingLoop(
                configuration,
                task,
                new Nd4jExecutor(Precision.FLOAT),
                state.startedWith(configuration, task.network()),
                hasAdapters ? new Adaptation(4, 16, 1) : null);
    }

    private static TrainingLoop distillingLoop() {
        ModelConfiguration configuration = ModelConfiguration.named(
                "image-encoder",
                Map.of("objective", "simclr", "batch.size", Integer.toString(BATCH), "distillation.weight", "1"));
        Task task = new ReadyViews();
        TrainingState state = TrainingState.initial(task.network().layout().initialValues(1));
        return new TrainingLoop(configuration, task, new Nd4jExecutor(Precision.FLOAT), state);
    }

    /** Always the same views, compared with each other and with those of the previous encoder. */
    private static final class ReadyViews implements Task {
        private final ViewNetwork views = new JointEmbeddingNetwork(
                new ViewShape(
                        new ImageShape(8, 2, WIDTH, 2, 1, 0.02),
                        PerceptronShape.plain(WIDTH, 2 * WIDTH, WIDTH),
                        BATCH,
                        0.98,
                        true),
                plan -> new ContrastiveLoss(plan, BATCH, 0.5));
        private final PreviousEncoderLoss previous = requireNonNull(views.previous());
        private final Tensor patches = views.views().get(0).patches();
        private final float[] values = new float[Math.toIntExact(patches.elements())];

        ReadyViews() {
            for (int i = 0; i < values.length; i++) {
                values[i] = i * i % 17 / 17f;
            }
        }

        @Override
        public Network network() {
            return views.network();
        }

        @Override
        public void prepare(BoundPlan bound) {
            views.prepare(bound);
        }

        @Override
        public void begun(BoundPlan bound, long steps) {
            previous.remember(bound);
        }

        @Override
        public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
            bound.write(patches, values);
            bound.set(previous.scale(), 0, 1);
            return new Loaded(views.scored(), patches.size(0));
        }

        @Override
        public double lossSum(BoundPlan bound, Loaded loaded) {
            return views.lossSum(bound) + previous.sum(bound);
        }
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
