import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.PlanCost;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.Digits;
import io.perennial.encoders.training.MaskedLanguageTask;
import io.perennial.encoders.training.TrainingLoop;
import io.perennial.encoders.training.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One training step of the masked language model on long windows, with blocks that run again and with blocks whose activations are kept, in
 * turns in one process. Prints the median time of a step in milliseconds and the memory of the plan's buffers in MiB, of either.
 */
final class RecomputedStep {
    private static final int WARM_UP = 3;
    private static final int TIMED = 11;
    private static final double MEBIBYTE = 1 << 20;

    /** @param arguments width, layers, heads, length and batch */
    public static void main(String[] arguments) {
        Side again = new Side(configuration(arguments, "recompute"));
        Side kept = new Side(configuration(arguments, "keep"));
        try (TrainingLoop first = again.loop;
                TrainingLoop second = kept.loop) {
            List<Content> batch = texts(again.configuration);
            for (int step = 0; step < WARM_UP + TIMED; step++) {
                again.step(first, batch, step);
                kept.step(second, batch, step);
            }
            if (!Arrays.equals(first.state().parameters(), second.state().parameters())) {
                throw new IllegalStateException("the parameters differ after " + (WARM_UP + TIMED) + " steps");
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%.3f %.1f %.3f %.1f%n",
                again.median(),
                again.mebibytes,
                kept.median(),
                kept.mebibytes);
    }

    private static ModelConfiguration configuration(String[] arguments, String activations) {
        Map<String, String> values = new TreeMap<>();
        values.put("vocabulary", "4096");
        values.put("width", arguments[0]);
        values.put("layers", arguments[1]);
        values.put("heads", arguments[2]);
        values.put("length", arguments[3]);
        values.put("batch.size", arguments[4]);
        values.put("activations", activations);
        return ModelConfiguration.named("text-encoder", values);
    }

    /** Random letters, one token each, that fill every window. */
    private static List<Content> texts(ModelConfiguration configuration) {
        Random random = new Random(1);
        int length = Integer.parseInt(configuration.values().get("length"));
        List<Content> texts = new ArrayList<>();
        for (int i = 0; i < configuration.batchSize(); i++) {
            StringBuilder text = new StringBuilder();
            random.ints(length, 'a', 'z' + 1).forEach(letter -> text.append((char) letter));
            texts.add(new Content.Text(text.toString()));
        }
        return texts;
    }

    /** A loop with the times of its steps. */
    private static final class Side {
        private final ModelConfiguration configuration;
        private final TrainingLoop loop;
        private final double mebibytes;
        private final double[] times = new double[TIMED];

        Side(ModelConfiguration configuration) {
            this.configuration = configuration;
            MaskedLanguageTask task =
                    new MaskedLanguageTask(configuration, new BytePairTokenizer(Digits.SINGLE, List.of()), 1);
            TrainingState state = task.initialState(task.network().layout().initialValues(1));
            loop = new TrainingLoop(configuration, task, new Nd4jExecutor(Precision.FLOAT), state);
            mebibytes = PlanCost.bufferElements(task.network().plan()) * Float.BYTES / MEBIBYTE;
        }

        void step(TrainingLoop training, List<Content> batch, int step) {
            long start = System.nanoTime();
            training.step(batch);
            if (step >= WARM_UP) {
                times[step - WARM_UP] = (System.nanoTime() - start) / 1e6;
            }
        }

        double median() {
            double[] sorted = times.clone();
            Arrays.sort(sorted);
            return sorted[TIMED / 2];
        }
    }
}
