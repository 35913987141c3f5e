package io.perennial.encoders;

import io.perennial.encoders.training.Curriculum;
import io.perennial.encoders.training.Schedule;
import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything that makes a model the model it is, except seed and data. The values are complete and checked; two configurations with
 * equal values train the same bits.
 *
 * @param name name of the model, for example {@code text-encoder}
 * @param values value of every key that applies to the objective; keys that may be left out stay out, so that old checkpoints keep
 *     their hash
 */
public record ModelConfiguration(String name, SortedMap<String, String> values) {
    public ModelConfiguration {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        Objective objective = objective(name, values);
        values.forEach((key, value) -> requireValid(name, objective, key, value));
        for (Setting setting : Setting.values()) {
            if (setting.appliesTo(objective) && setting.fallback() == null && !values.containsKey(setting.key())) {
                throw new IllegalArgumentException(
                        "model " + name + ": " + setting.key() + " is missing; it must be " + setting.allowed());
            }
        }
        requireNoImportanceOfFrozen(name, values);
        requireVocabularyThatCanGrow(name, values);
        requireDivides(name, values, Setting.HEADS, Setting.WIDTH);
        requireDivides(name, values, Setting.HEADS, Setting.DECODER_WIDTH);
        requireDivides(name, values, Setting.PATCH_SIZE, Setting.IMAGE_SIZE);
        requireDivides(name, values, Setting.PATCH_SIZE, Setting.SMALL_SIZE);
        requireDivides(name, values, Setting.BATCH_SIZE, Setting.QUEUE);
    }

    /**
     * A model whose defaults are on the class path as {@code /models/<name>.properties}. Where the overrides choose another objective
     * than the model's own, {@code /objectives/<objective>.properties} is laid over those defaults that the objective knows.
     *
     * @param overrides values that replace defaults, keys without prefix
     * @throws IllegalArgumentException in one line, for an unknown model or key or a value that is not allowed
     */
    public static ModelConfiguration named(String name, Map<String, String> overrides) {
        SortedMap<String, String> values = read("/models/" + name + ".properties")
                .orElseThrow(() -> new IllegalArgumentException("unknown model '" + name
                        + "'; it needs /models/" + name + ".properties on the class path, which holds text-encoder,"
                        + " log-encoder and image-encoder"));
        Objective own = objective(name, values);
        Objective chosen = objective(
                name,
                new TreeMap<>(Map.of(
                        Setting.OBJECTIVE.key(),
                        overrides
                                .getOrDefault(Setting.OBJECTIVE.key(), own.label())
                                .strip())));
        if (chosen != own) {
            values.keySet().removeIf(key -> !Setting.of(key).orElseThrow().appliesTo(chosen));
            values.putAll(read("/objectives/" + chosen.label() + ".properties").orElseGet(TreeMap::new));
        }
        overrides.forEach((key, value) -> values.put(key, value.strip()));
        ModelConfiguration configuration = new ModelConfiguration(name, values);
        try {
            Schedule.of(configuration);
            Curriculum.of(configuration);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("model " + name + ": " + e.getMessage(), e);
        }
        return configuration;
    }

    /** The same with another value for a setting. */
    public ModelConfiguration with(Setting setting, String value) {
        SortedMap<String, String> changed = new TreeMap<>(values);
        changed.put(setting.key(), value);
        return new ModelConfiguration(name, changed);
    }

    /** Whether a model that began with the other configuration can have this one now: equal, or with a vocabulary that has grown. */
    public boolean continues(ModelConfiguration other) {
        return equals(
                vocabularyGrows() && other.vocabularyGrows()
                        ? other.with(Setting.VOCABULARY, text(Setting.VOCABULARY))
                        : other);
    }

    public Objective objective() {
        return objective(name, values);
    }

    public int batchSize() {
        return integer(Setting.BATCH_SIZE);
    }

    /** Batches of one optimiser step. */
    public int accumulation() {
        return Setting.ACCUMULATION.appliesTo(objective()) ? integer(Setting.ACCUMULATION) : 1;
    }

    /** Whether updates may append tokens to the vocabulary. */
    public boolean vocabularyGrows() {
        return isChosen(values, Setting.VOCABULARY_LIMIT);
    }

    /** How many texts of one source make one training example; 1 for pictures. */
    public int contextLength() {
        return values.containsKey(Setting.CONTEXT.key()) ? integer(Setting.CONTEXT) : 1;
    }

    /** SHA-256 over name and values, in hexadecimal. */
    public String hash() {
        return Sha256.of(values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining("", name + "\n", "")));
    }

    public int integer(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    public double real(Setting setting) {
        return Double.parseDouble(text(setting));
    }

    public String text(Setting setting) {
        String value = values.get(setting.key());
        if (value == null && setting.appliesTo(objective())) {
            value = setting.fallback();
        }
        if (value == null) {
            throw new IllegalArgumentException("model " + name + " has no " + setting.key());
        }
        return value;
    }

    private static Objective objective(String name, SortedMap<String, String> values) {
        String label = values.getOrDefault(Setting.OBJECTIVE.key(), "");
        return Arrays.stream(Objective.values())
                .filter(objective -> objective.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("model " + name + ": objective was '" + label
                        + "'; it must be " + Setting.OBJECTIVE.allowed()));
    }

    private static void requireValid(String name, Objective objective, String key, String value) {
        Setting setting = Setting.of(key)
                .filter(known -> known.appliesTo(objective))
                .orElseThrow(
                        () -> new IllegalArgumentException("model " + name + ": unknown key " + key + "; known for "
                                + objective.label() + " are "
                                + Arrays.stream(Setting.values())
                                        .filter(known -> known.appliesTo(objective))
                                        .map(Setting::key)
                                        .sorted()
                                        .toList()));
        if (!setting.accepts(value)) {
            throw new IllegalArgumentException(
                    "model " + name + ": " + key + " was '" + value + "'; it must be " + setting.allowed());
        }
    }

    private static void requireNoImportanceOfFrozen(String name, Map<String, String> values) {
        if (isChosen(values, Setting.ADAPTER_RANK) && isChosen(values, Setting.EWC_STRENGTH)) {
            throw new IllegalArgumentException("model " + name + ": ewc.strength was "
                    + values.get(Setting.EWC_STRENGTH.key()) + "; it must be 0 where adapter.rank is "
                    + values.get(Setting.ADAPTER_RANK.key())
                    + ": importance is measured while a matrix is trained, and adapters freeze the matrices");
        }
    }

    private static void requireVocabularyThatCanGrow(String name, Map<String, String> values) {
        if (!isChosen(values, Setting.VOCABULARY_LIMIT)) {
            return;
        }
        String limit = values.get(Setting.VOCABULARY_LIMIT.key());
        String vocabulary = values.get(Setting.VOCABULARY.key());
        if (Integer.parseInt(limit) < Integer.parseInt(vocabulary)) {
            throw new IllegalArgumentException("model " + name + ": vocabulary.limit was " + limit
                    + "; it must be at least vocabulary, which is " + vocabulary + ", or 0 for one that does not grow");
        }
        String tokenizer = values.getOrDefault(Setting.TOKENIZER.key(), Setting.TOKENIZER.fallback());
        String file = values.getOrDefault(Setting.TOKENIZER_FILE.key(), "");
        if (!"byte-pair".equals(tokenizer) || !file.isEmpty()) {
            throw new IllegalArgumentException("model " + name + ": vocabulary.limit was " + limit
                    + "; it must be 0 where tokenizer is " + tokenizer + " and tokenizer.file '" + file
                    + "': only byte pairs that were learned here can grow");
        }
    }

    private static boolean isChosen(Map<String, String> values, Setting setting) {
        return Double.parseDouble(values.getOrDefault(setting.key(), "0")) > 0;
    }

    private static void requireDivides(String name, Map<String, String> values, Setting divisor, Setting dividend) {
        int small = Integer.parseInt(values.getOrDefault(divisor.key(), "1"));
        int large = Integer.parseInt(values.getOrDefault(dividend.key(), "0"));
        if (large % small != 0) {
            throw new IllegalArgumentException("model " + name + ": " + divisor.key() + " was " + small
                    + "; it must divide " + dividend.key() + ", which is " + large);
        }
    }

    private static Optional<SortedMap<String, String>> read(String resource) {
        Properties properties = new Properties();
        try (InputStream stream = ModelConfiguration.class.getResourceAsStream(resource)) {
            if (stream == null) {
                return Optional.empty();
            }
            properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
        SortedMap<String, String> values = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> values.put(key, properties.getProperty(key).strip()));
        return Optional.of(values);
    }
}
