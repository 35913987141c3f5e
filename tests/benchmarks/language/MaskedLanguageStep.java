import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.training.Task;
import io.perennial.encoders.training.TextWindows;
import io.perennial.encoders.training.TrainingLoop;
import io.perennial.encoders.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Median time of one training step on random tokens by the trainer's own loop in milliseconds, and peak memory in MiB. */
final class MaskedLanguageStep {
    private static final int VOCABULARY = 4096;
    private static final int LENGTH = 64;
    private static final int BATCH = 32;
    private static final int MASKED = 307;
    private static final int WARM_UP = 60;
    private static final int TIMED = 60;

    /** @param arguments width, layers and heads */
    public static void main(String[] arguments) throws IOException {
        ModelConfiguration configuration = ModelConfiguration.named("text-encoder", Map.of(
                "vocabulary", "4096", "width", arguments[0], "layers", arguments[1], "heads", arguments[2], "length", "64",
                "batch.size", "32", "mask.share", "0.15", "learning.rate", "0.001"));
        RandomTokens task = new RandomTokens(TextWindows.shape(configuration));
        TrainingState state = TrainingState.initial(task.network().layout().initialValues(1));
        List<Content> batch = Collections.nCopies(BATCH, new Content.Text(""));
        double[] times = new double[TIMED];
        try (TrainingLoop loop = new TrainingLoop(configuration, task, new Nd4jExecutor(Precision.FLOAT), state)) {
            for (int step = 0; step < WARM_UP + TIMED; step++) {
                task.draw();
                long start = System.nanoTime();
                loop.step(batch);
                if (step >= WARM_UP) {
                    times[step - WARM_UP] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Arrays.sort(times);
        System.out.printf(Locale.ROOT, "%.3f %d%n", (times[TIMED / 2 - 1] + times[TIMED / 2]) / 2, peakMebibytes());
    }

    private static long peakMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** The network of the text encoder on tokens that are drawn outside the timed part, like the peer's. */
    private static final class RandomTokens implements Task {
        private final TextNetwork text;
        private final Random random = new Random(1);
        private final int[] tokens = new int[BATCH * LENGTH];
        private final int[] rows = new int[MASKED];
        private final int[] labels = new int[MASKED];
        private final float[] mask = new float[BATCH * LENGTH];
        private final float[] losses = new float[MASKED];

        RandomTokens(TextShape shape) {
            text = TextNetwork.forTraining(shape, BATCH, MASKED, 0.98);
        }

        void draw() {
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = 2 + random.nextInt(VOCABULARY - 2);
            }
            int[] order = random.ints(0, tokens.length).distinct().limit(MASKED).toArray();
            System.arraycopy(order, 0, rows, 0, MASKED);
            for (int i = 0; i < MASKED; i++) {
                labels[i] = 2 + random.nextInt(VOCABULARY - 2);
            }
        }

        @Override
        public Network network() {
            return text.network();
        }

        @Override
        public void prepare(BoundPlan bound) {}

        @Override
        public Loaded load(BoundPlan bound, List<? extends Content> batch, long step) {
            bound.write(text.tokens(), tokens);
            bound.write(text.mask(), mask);
            bound.write(text.predictedRows(MASKED), rows);
            bound.write(text.predictedTokens(MASKED), labels);
            return new Loaded(MASKED, tokens.length);
        }

        @Override
        public double lossSum(BoundPlan bound, Loaded loaded) {
            bound.read(text.losses(MASKED), losses);
            double sum = 0;
            for (float loss : losses) {
                sum += loss;
            }
            return sum;
        }
    }
}
