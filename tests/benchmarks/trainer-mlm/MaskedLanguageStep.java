import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.training.Task;
import io.perennial.encoders.training.TrainingLoop;
import io.perennial.encoders.training.TrainingState;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Median time of one training step on random tokens, in milliseconds, by the trainer's own loop. */
final class MaskedLanguageStep {
    private static final int VOCABULARY = 4096;
    private static final int LENGTH = 64;
    private static final int BATCH = 32;
    private static final int MASKED = 307;
    private static final int WARM_UP = 60;
    private static final int TIMED = 60;

    public static void main(String[] arguments) {
        ModelConfiguration configuration = ModelConfiguration.named("text-encoder", Map.of(
                "vocabulary", "4096", "width", "128", "layers", "2", "heads", "4", "length", "64", "batch.size", "32",
                "mask.share", "0.15", "learning.rate", "0.001"));
        RandomTokens task = new RandomTokens();
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
        System.out.printf(Locale.ROOT, "%.3f%n", (times[TIMED / 2 - 1] + times[TIMED / 2]) / 2);
    }

    /** The network of the text encoder on tokens that are drawn outside the timed part, like the peer's. */
    private static final class RandomTokens implements Task {
        private final TextNetwork text =
                TextNetwork.forTraining(new TextShape(VOCABULARY, LENGTH, 128, 4, 2, 0.02), BATCH, MASKED, 0.98);
        private final Random random = new Random(1);
        private final int[] tokens = new int[BATCH * LENGTH];
        private final int[] rows = new int[MASKED];
        private final int[] labels = new int[MASKED];
        private final float[] mask = new float[BATCH * LENGTH];
        private final float[] losses = new float[MASKED];

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
