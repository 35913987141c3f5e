import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Objective;
import io.perennial.encoders.Setting;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.BytePairTraining;
import io.perennial.encoders.tokens.Digits;
import io.perennial.encoders.training.CausalLanguageTask;
import io.perennial.encoders.training.MaskedAutoencoderTask;
import io.perennial.encoders.training.MaskedLanguageTask;
import io.perennial.encoders.training.Task;
import io.perennial.encoders.training.TrainingLoop;
import io.perennial.encoders.training.ViewsTask;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Trains by the trainer's own loop and writes down everything that went into the plan, and the loss of each step. */
final class RecordedTraining {
    private static final int BATCH = 32;

    /** That of the masked autoencoder's paper. A higher one makes training so chaotic that PyTorch leaves itself, float and double. */
    private static final Map<String, String> GENTLE = Map.of("learning.rate", "0.00015", "warmup.steps", "40");

    public static void main(String[] arguments) throws IOException {
        ModelConfiguration configuration = configuration(arguments[0]);
        int steps = Integer.parseInt(arguments[1]);
        List<Content> contents = configuration.objective().input() == Objective.Input.TEXT
                ? passages(Path.of(arguments[2]), steps * BATCH)
                : pictures(Path.of(arguments[2]), steps * BATCH);
        Task task = task(configuration, contents);
        ParameterLayout layout = task.network().layout();
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[3]))))) {
            describe(configuration, layout, out);
            Executor executor = new RecordingExecutor(new Nd4jExecutor(Precision.FLOAT), out);
            try (TrainingLoop loop = new TrainingLoop(configuration, task, executor, task.initialState(layout.initialValues(1)))) {
                for (int step = 0; step < steps; step++) {
                    double loss = loop.step(contents.subList(step * BATCH, (step + 1) * BATCH)).loss();
                    out.writeUTF("loss");
                    out.writeChar('d');
                    out.writeInt(1);
                    out.writeDouble(loss);
                }
            }
        }
    }

    private static ModelConfiguration configuration(String objective) {
        Map<String, String> values = new TreeMap<>(Map.of("objective", objective, "batch.size", "" + BATCH));
        if (objective.equals("moco")) {
            values.put("queue", "1024");
        }
        if (!objective.endsWith("-language")) {
            values.putAll(GENTLE);
        }
        boolean readsText = Arrays.stream(Objective.values())
                .filter(known -> known.input() == Objective.Input.TEXT)
                .anyMatch(known -> known.label().equals(objective));
        return ModelConfiguration.named(readsText ? "text-encoder" : "image-encoder", values);
    }

    private static Task task(ModelConfiguration configuration, List<Content> contents) {
        return switch (configuration.objective()) {
            case MASKED_LANGUAGE, SPAN_CORRUPTION, SENTENCE_ORDER, LOG_KEY -> new MaskedLanguageTask(configuration, tokenizer(configuration, contents), 1);
            case CAUSAL_LANGUAGE -> new CausalLanguageTask(configuration, tokenizer(configuration, contents), 1);
            case MASKED_AUTOENCODER -> new MaskedAutoencoderTask(configuration, 1);
            default -> new ViewsTask(configuration, 1);
        };
    }

    private static BytePairTokenizer tokenizer(ModelConfiguration configuration, List<Content> contents) {
        List<String> texts = contents.stream().map(content -> ((Content.Text) content).text()).toList();
        return BytePairTraining.train(texts, Digits.SINGLE, configuration.integer(Setting.VOCABULARY));
    }

    /** Speeches of a play, some shorter than a window, some longer. */
    private static List<Content> passages(Path text, int count) throws IOException {
        String[] speeches = Files.readString(text).split("\n\n");
        List<Content> passages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            passages.add(new Content.Text(speeches[(int) (i * 7919L % speeches.length)]));
        }
        return passages;
    }

    /** Settings, then name, offset and shape of each parameter, as lines of text. */
    private static void describe(ModelConfiguration configuration, ParameterLayout layout, DataOutputStream out) throws IOException {
        List<String> lines = new ArrayList<>();
        configuration.values().forEach((key, value) -> lines.add("setting " + key + " " + value));
        for (Parameter parameter : layout.parameters()) {
            String shape = parameter.shape().toString().replaceAll("[\\[\\] ]", "");
            lines.add("parameter " + parameter.name() + " " + parameter.offset() + " " + shape);
        }
        out.writeInt(lines.size());
        for (String line : lines) {
            out.writeUTF(line);
        }
    }

    private static List<Content> pictures(Path zip, int count) throws IOException {
        List<Content> pictures = new ArrayList<>();
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().matches(".*train/.*\\.jpg")) {
                    pictures.add(new Content.Image(entries.readAllBytes()));
                }
            }
        }
        List<Content> spread = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            spread.add(pictures.get((int) (i * 7919L % pictures.size())));
        }
        return spread;
    }

    private record RecordingExecutor(Executor executor, DataOutputStream out) implements Executor {
        @Override
        public BoundPlan bind(Plan plan) {
            return new RecordingPlan(executor.bind(plan), out);
        }

        @Override
        public String backend() {
            return executor.backend();
        }
    }

    /** Passes everything on and writes down the arrays that are written. */
    private record RecordingPlan(BoundPlan bound, DataOutputStream out) implements BoundPlan {
        @Override
        public void run(String program) {
            bound.run(program);
        }

        @Override
        public void write(Tensor tensor, float[] values) {
            bound.write(tensor, values);
            try {
                begin(tensor, 'f', values.length);
                for (float value : values) {
                    out.writeFloat(value);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void write(Tensor tensor, int[] values) {
            bound.write(tensor, values);
            try {
                begin(tensor, 'i', values.length);
                for (int value : values) {
                    out.writeInt(value);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void begin(Tensor tensor, char type, int count) throws IOException {
            out.writeUTF(tensor.buffer().name());
            out.writeChar(type);
            out.writeInt(count);
        }

        @Override
        public void read(Tensor tensor, float[] values) {
            bound.read(tensor, values);
        }

        @Override
        public double get(Tensor tensor, long index) {
            return bound.get(tensor, index);
        }

        @Override
        public void set(Tensor tensor, long index, double value) {
            bound.set(tensor, index, value);
        }

        @Override
        public void close() {
            bound.close();
        }
    }
}
