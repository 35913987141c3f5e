import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Encoder;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.BytePairTraining;
import io.perennial.encoders.tokens.Digits;
import io.perennial.evaluator.statistics.Interval;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Trains each row, then probes the trained encoder, the same encoder as it began, and raw features. Prints one JSON line for each probe
 * and a Markdown table of all.
 */
final class Usefulness {
    private final DirectoryBlobStore blobs;
    private final Checkpoints checkpoints;
    private final boolean choosing;
    private final Map<String, Material> materials = new HashMap<>();
    private final Map<String, Scores> raw = new HashMap<>();
    private final List<String> table = new ArrayList<>();

    private Usefulness(Path directory, boolean choosing) {
        blobs = new DirectoryBlobStore(directory);
        checkpoints = new Checkpoints(blobs);
        this.choosing = choosing;
        table.add("| row | data | steps, minutes | linear probe | untrained | raw | kNN probe | untrained | raw | intervals |");
        table.add("|---|---|---|---|---|---|---|---|---|---|");
    }

    /** @param arguments file with rows, empty directory, {@code test} or {@code validation}, names of rows or none for all */
    public static void main(String[] arguments) throws IOException {
        try {
            List<Row> rows = chosen(Row.read(Path.of(arguments[0])), Arrays.asList(arguments).subList(3, arguments.length));
            Usefulness usefulness = new Usefulness(Path.of(arguments[1]), arguments[2].equals("validation"));
            for (Row row : rows) {
                usefulness.measure(row);
            }
            usefulness.table.forEach(System.out::println);
        } catch (IllegalArgumentException e) {
            System.err.println("useful: " + e.getMessage());
            System.exit(2);
        }
    }

    private static List<Row> chosen(List<Row> rows, List<String> names) {
        List<String> known = rows.stream().map(Row::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("no row '" + name + "'; known are " + known);
            }
        }
        return rows.stream()
                .filter(row -> names.isEmpty() || names.contains(row.name()))
                .toList();
    }

    private void measure(Row row) throws IOException {
        Material material = materials.get(row.data());
        if (material == null) {
            material = Material.of(row.data(), choosing);
            materials.put(row.data(), material);
        }
        ModelConfiguration configuration = ModelConfiguration.named(row.model(), row.settings());
        Training training = Training.of(row, configuration, material, blobs);
        try (Encoder trained = checkpoints.load(training.manifest());
                Encoder untrained = checkpoints.loadUntrained(training.manifest())) {
            Scores after = Scores.of(material, trained::embed);
            Scores before = Scores.of(material, untrained::embed);
            print(row, training.seconds(), after, before, raw(row, configuration, material));
        }
    }

    /** What the raw features of the data reach: of pixels, all of them or averaged to the width of the encoder. */
    private Scores raw(Row row, ModelConfiguration configuration, Material material) {
        return raw.computeIfAbsent(row.data(), data -> {
            if (data.equals("pictures")) {
                int side = (int) Math.sqrt(configuration.integer(Setting.WIDTH) / 3.0);
                return Scores.of(material, pictures -> RawFeatures.pixels(pictures, side))
                        .orBetter(Scores.of(
                                material,
                                pictures -> RawFeatures.pixels(pictures, configuration.integer(Setting.IMAGE_SIZE))));
            }
            List<String> texts = material.reading().values().stream()
                    .flatMap(List::stream)
                    .map(content -> ((Content.Text) content).text())
                    .toList();
            BytePairTokenizer tokenizer = BytePairTraining.train(
                    texts,
                    Digits.valueOf(configuration.text(Setting.DIGITS).toUpperCase(Locale.ROOT)),
                    configuration.integer(Setting.VOCABULARY));
            return Scores.of(
                    material, contents -> RawFeatures.bags(contents, tokenizer, configuration.integer(Setting.WIDTH)));
        });
    }

    private void print(Row row, double seconds, Scores trained, Scores untrained, Scores raw) {
        boolean met = trained.beats(untrained) && trained.beats(raw);
        print("linear probe", row, seconds, trained.linear(), untrained.linear(), raw.linear());
        print("kNN probe", row, seconds, trained.nearest(), untrained.nearest(), raw.nearest());
        table.add(String.format(
                Locale.ROOT,
                "| %s | %s | %,d, %.1f | %s | %s | %s | %s | %s | %s | %s |",
                row.name(),
                row.data(),
                row.steps(),
                seconds / 60,
                percent(trained.linear()),
                percent(untrained.linear()),
                percent(raw.linear()),
                percent(trained.nearest()),
                percent(untrained.nearest()),
                percent(raw.nearest()),
                met ? "apart" : "overlap"));
    }

    private void print(String probe, Row row, double seconds, Interval trained, Interval untrained, Interval raw) {
        System.out.printf(
                Locale.ROOT,
                "{\"figure\": \"%s of %s on %s%s\", \"ours\": %.4f, \"interval\": %s, \"untrained\": %.4f, \"untrained_interval\": %s,"
                        + " \"raw\": %.4f, \"raw_interval\": %s, \"met\": %b, \"unit\": \"accuracy\", \"steps\": %d, \"seconds\": %.1f}%n",
                probe,
                row.name(),
                row.data(),
                choosing ? ", validation" : "",
                trained.estimate(),
                bounds(trained),
                untrained.estimate(),
                bounds(untrained),
                raw.estimate(),
                bounds(raw),
                trained.lower() > Math.max(untrained.upper(), raw.upper()),
                row.steps(),
                seconds);
        System.out.flush();
    }

    private static String bounds(Interval interval) {
        return String.format(Locale.ROOT, "[%.4f, %.4f]", interval.lower(), interval.upper());
    }

    private static String percent(Interval interval) {
        return String.format(
                Locale.ROOT,
                "%.1f (%.1f to %.1f)",
                100 * interval.estimate(),
                100 * interval.lower(),
                100 * interval.upper());
    }
}
