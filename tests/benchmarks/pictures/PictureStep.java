import com.sun.management.OperatingSystemMXBean;
import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.AutoencoderNetwork;
import io.perennial.encoders.network.AutoencoderShape;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ViewNetwork;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.training.Task;
import io.perennial.encoders.training.TrainingLoop;
import io.perennial.encoders.training.TrainingState;
import io.perennial.encoders.training.ViewObjectives;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Median time of one training step on random patches by the trainer's own loop and processor time of a step in milliseconds, and peak memory in MiB. */
final class PictureStep {
    private static final int BATCH = 64;
    private static final int WARM_UP = 40;
    private static final int TIMED = 40;

    public static void main(String[] arguments) throws IOException {
        ModelConfiguration configuration = ModelConfiguration.named(
                "image-encoder", Map.of("objective", arguments[0], "batch.size", "" + BATCH));
        RandomInputs task = arguments[0].equals("masked-autoencoder") ? new RandomMasks() : new RandomViews(configuration);
        TrainingState state = TrainingState.initial(task.network().layout().initialValues(1));
        List<Content> batch = Collections.nCopies(BATCH, new Content.Text(""));
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double[] times = new double[TIMED];
        double processor = 0;
        try (TrainingLoop loop = new TrainingLoop(configuration, task, new Nd4jExecutor(Precision.FLOAT), state)) {
            for (int step = 0; step < WARM_UP + TIMED; step++) {
                task.draw();
                long start = System.nanoTime();
                long processorStart = system.getProcessCpuTime();
                loop.step(batch);
                if (step >= WARM_UP) {
                    processor += (system.getProcessCpuTime() - processorStart) / 1e6 / TIMED;
                    times[step - WARM_UP] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Arrays.sort(times);
        double median = (times[TIMED / 2 - 1] + times[TIMED / 2]) / 2;
        System.out.printf(Locale.ROOT, "%.3f %.3f %d%n", median, processor, peakMebibytes());
    }

    private static long peakMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** Inputs that are drawn outside the timed part, like the peer's. */
    private interface RandomInputs extends Task {
        void draw();
    }

    private static float[] normal(Random random, long length) {
        float[] values = new float[Math.toIntExact(length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static final class RandomViews implements RandomInputs {
        private final Random random = new Random(1);
        private final ViewNetwork views;
        private float[] patches = {};

        RandomViews(ModelConfiguration configuration) {
            views = ViewObjectives.network(configuration);
        }

        @Override
        public void draw() {
            patches = normal(random, views.views().get(0).patches().elements());
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
        public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
            bound.write(views.views().get(0).patches(), patches);
            return new Loaded(views.scored(), views.views().get(0).patches().size(0));
        }

        @Override
        public double lossSum(BoundPlan bound, Loaded loaded) {
            return views.lossSum(bound);
        }
    }

    private static final class RandomMasks implements RandomInputs {
        private static final int PATCHES = 64;
        private static final int VISIBLE = 16;

        private final Random random = new Random(1);
        private final AutoencoderNetwork image = new AutoencoderNetwork(
                new AutoencoderShape(new ImageShape(32, 4, 128, 4, 3, 0.02), 64, VISIBLE), BATCH, 0.95);
        private final int[] indices = new int[BATCH * VISIBLE];
        private final int[] visible = new int[BATCH * VISIBLE];
        private final int[] hidden = new int[BATCH * (PATCHES - VISIBLE)];
        private final float[] gaps = new float[BATCH * PATCHES];
        private float[] patches = {};
        private float[] targets = {};

        @Override
        public void draw() {
            patches = normal(random, image.patches().elements());
            targets = normal(random, image.targets().elements());
            Arrays.fill(gaps, 1);
            for (int picture = 0; picture < BATCH; picture++) {
                int[] order = random.ints(0, PATCHES).distinct().limit(PATCHES).toArray();
                for (int i = 0; i < PATCHES; i++) {
                    int row = picture * PATCHES + order[i];
                    if (i < VISIBLE) {
                        indices[picture * VISIBLE + i] = order[i];
                        visible[picture * VISIBLE + i] = row;
                        gaps[row] = 0;
                    } else {
                        hidden[picture * (PATCHES - VISIBLE) + i - VISIBLE] = row;
                    }
                }
            }
        }

        @Override
        public Network network() {
            return image.network();
        }

        @Override
        public void prepare(BoundPlan bound) {
            image.writePositions(bound);
        }

        @Override
        public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
            bound.write(image.patches(), patches);
            bound.write(image.patchIndices(), indices);
            bound.write(image.visibleRows(), visible);
            bound.write(image.hiddenRows(), hidden);
            bound.write(image.gaps(), gaps);
            bound.write(image.targets(), targets);
            return new Loaded(image.hiddenPixels(), (long) BATCH * PATCHES);
        }

        @Override
        public double lossSum(BoundPlan bound, Loaded loaded) {
            return bound.get(image.squaredError(), 0);
        }
    }
}
