import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.training.CausalLanguageTask;
import io.perennial.encoders.training.Task;
import io.perennial.encoders.training.TrainingLoop;
import io.perennial.encoders.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * The character recipe of nanoGPT for the CPU (karpathy/nanoGPT:README.md): 4 layers, 4 heads, width 128, 64 characters, 12 windows in a
 * step, no dropout, AdamW (0.9, 0.99) with decay 0.1, clip 1, rate 1e-3 after 100 steps, half a cosine to 1e-4 at step 2,000; trained on
 * the first 90 % of the text. Prints the loss over the whole of the other 10 %, where the recipe takes 20 random batches of it.
 */
final class CharacterModel {
    private static final int LENGTH = 64;
    private static final int BATCH = 12;
    private static final double ACCEPTED = 1.92;

    private final String text;
    private final String symbols;

    private CharacterModel(String text) {
        this.text = text;
        symbols = text.chars()
                .distinct()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    public static void main(String[] arguments) throws IOException {
        int steps = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        new CharacterModel(Files.readString(Path.of(arguments[0]))).train(steps, seed);
    }

    private void train(int steps, long seed) {
        int split = text.length() * 9 / 10;
        Task task = task(seed);
        Random places = new Random(seed);
        TrainingState start = TrainingState.initial(task.network().layout().initialValues(seed));
        long begin = System.nanoTime();
        try (TrainingLoop loop = new TrainingLoop(configuration(steps), task, new Nd4jExecutor(Precision.FLOAT), start)) {
            for (int step = 1; step <= steps; step++) {
                List<Content> batch = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    batch.add(window(places.nextInt(split - LENGTH)));
                }
                double loss = loop.step(batch).loss();
                if (step == 1 || step % 250 == 0) {
                    System.err.printf(Locale.ROOT, "step %d of %d: loss %.3f%n", step, steps, loss);
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            double validation = loss(loop.state().parameters(), split);
            System.out.printf(
                    Locale.ROOT,
                    "{\"figure\": \"validation loss of nanoGPT's character recipe, L4 H4 D128 T64 B12, %d symbols\", \"ours\": %.4f,"
                            + " \"accepted\": %.2f, \"met\": %b, \"unit\": \"nats\", \"steps\": %d, \"seconds\": %.1f, \"seed\": %d}%n",
                    symbols.length(), validation, ACCEPTED, validation <= ACCEPTED, steps, seconds, seed);
        }
    }

    /** Mean loss over windows that follow each other from an offset to the end of the text. */
    private double loss(float[] parameters, int from) {
        Task task = task(0);
        double sum = 0;
        long scored = 0;
        try (BoundPlan bound = new Nd4jExecutor(Precision.FLOAT).bind(task.network().plan())) {
            task.prepare(bound);
            bound.write(task.network().parameters(), parameters);
            List<Content> batch = new ArrayList<>();
            for (int place = from; place + LENGTH < text.length(); place += LENGTH) {
                batch.add(window(place));
                if (batch.size() == BATCH) {
                    Task.Loaded loaded = task.load(bound, batch, 1);
                    bound.run(Network.GRADIENTS);
                    sum += task.lossSum(bound, loaded);
                    scored += loaded.scored();
                    batch.clear();
                }
            }
        }
        return sum / scored;
    }

    /** Characters to read and the one behind each. */
    private Content window(int from) {
        return new Content.Text(text.substring(from, from + LENGTH + 1));
    }

    private Task task(long seed) {
        TextShape shape = new TextShape(symbols.length(), LENGTH, 128, 4, 4, 0.02, TextShape.Attention.CAUSAL, false, false, false);
        return new CausalLanguageTask(
                shape, BATCH, 0.99, window -> window.chars().map(symbols::indexOf).toArray(), seed);
    }

    private static ModelConfiguration configuration(int steps) {
        return ModelConfiguration.named("text-encoder", Map.ofEntries(
                Map.entry("objective", "causal-language"),
                Map.entry("layers", "4"),
                Map.entry("heads", "4"),
                Map.entry("width", "128"),
                Map.entry("length", "64"),
                Map.entry("batch.size", "12"),
                Map.entry("learning.rate", "0.001"),
                Map.entry("beta2", "0.99"),
                Map.entry("weight.decay", "0.1"),
                Map.entry("clip.norm", "1"),
                Map.entry("warmup.steps", "100"),
                Map.entry("schedule", "cosine"),
                Map.entry("decay.steps", Integer.toString(steps)),
                Map.entry("final.share", "0.1")));
    }
}
