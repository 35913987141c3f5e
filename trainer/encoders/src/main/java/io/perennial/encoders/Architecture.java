package io.perennial.encoders;

import io.perennial.encoders.checkpoint.HuggingFaceTokenizerJson;
import io.perennial.encoders.checkpoint.InitialCheckpoint;
import io.perennial.encoders.network.Adapters;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.pretrained.PublicWeights;
import io.perennial.encoders.pretrained.WeightReport;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.BytePairTraining;
import io.perennial.encoders.tokens.Digits;
import io.perennial.encoders.tokens.Tokenizer;
import io.perennial.encoders.tokens.UnigramTraining;
import io.perennial.encoders.training.Adaptation;
import io.perennial.encoders.training.CausalLanguageTask;
import io.perennial.encoders.training.Embedder;
import io.perennial.encoders.training.ImageEmbedder;
import io.perennial.encoders.training.MaskedAutoencoderTask;
import io.perennial.encoders.training.MaskedLanguageTask;
import io.perennial.encoders.training.PairTask;
import io.perennial.encoders.training.PuzzleTask;
import io.perennial.encoders.training.Task;
import io.perennial.encoders.training.TextEmbedder;
import io.perennial.encoders.training.TokenFrequencies;
import io.perennial.encoders.training.ViewsTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model without parameters.
 *
 * @param configuration the configuration
 * @param seed seed of every random choice
 * @param tokenizer vocabulary; null where the model reads no text
 */
record Architecture(
        ModelConfiguration configuration,
        long seed,
        @Nullable Tokenizer tokenizer) {

    /** Learns the vocabulary, where the model has one and is not given it. */
    static Architecture fitted(ModelConfiguration configuration, long seed, List<? extends Content> firstWindow) {
        if (!configuration.objective().readsTokens()) {
            return new Architecture(configuration, seed, null);
        }
        List<String> texts = configuration.objective().needsCaptions()
                ? captions(configuration, firstWindow)
                : texts(configuration, firstWindow);
        if (InitialCheckpoint.isGiven(configuration)) {
            Tokenizer tokenizer = InitialCheckpoint.of(configuration).tokenizer();
            if (tokenizer != null) {
                requireGrowth(configuration, tokenizer);
                return new Architecture(configuration, seed, tokenizer);
            }
        }
        String file = configuration.text(Setting.TOKENIZER_FILE);
        if (!file.isEmpty()) {
            return new Architecture(configuration, seed, imported(configuration, Path.of(file)));
        }
        Digits digits = Digits.valueOf(configuration.text(Setting.DIGITS).toUpperCase(Locale.ROOT));
        int vocabulary = configuration.integer(Setting.VOCABULARY);
        Tokenizer learned = configuration.text(Setting.TOKENIZER).equals("unigram")
                ? UnigramTraining.train(texts, digits, vocabulary)
                : BytePairTraining.train(texts, digits, vocabulary);
        return new Architecture(configuration, seed, learned);
    }

    /** The same with more tokens, where the configuration lets the vocabulary grow and a window is cut badly. */
    Architecture grown(List<? extends Content> window) {
        if (tokenizer == null || !configuration.vocabularyGrows()) {
            return this;
        }
        BytePairTokenizer grown = BytePairTraining.grown(
                (BytePairTokenizer) tokenizer,
                texts(configuration, window),
                configuration.real(Setting.VOCABULARY_CUT),
                configuration.integer(Setting.VOCABULARY_LIMIT));
        int vocabulary = Math.max(configuration.integer(Setting.VOCABULARY), grown.vocabulary());
        return grown == tokenizer
                ? this
                : new Architecture(configuration.with(Setting.VOCABULARY, Integer.toString(vocabulary)), seed, grown);
    }

    private static void requireGrowth(ModelConfiguration configuration, Tokenizer tokenizer) {
        boolean canGrow =
                tokenizer instanceof BytePairTokenizer && !tokenizer.digits().isForeign();
        if (!canGrow && configuration.vocabularyGrows()) {
            throw new IllegalArgumentException("model " + configuration.name() + ": vocabulary.limit was "
                    + configuration.text(Setting.VOCABULARY_LIMIT) + "; it must be 0 where the tokenizer of "
                    + configuration.text(Setting.INITIAL_CHECKPOINT)
                    + " is no byte pairs that were learned here");
        }
    }

    private static List<String> texts(ModelConfiguration configuration, List<? extends Content> window) {
        List<String> texts = new ArrayList<>();
        for (Content content : window) {
            if (!(content instanceof Content.Text text)) {
                throw new IllegalArgumentException(
                        "model " + configuration.name() + " was given a picture; it reads text or log lines");
            }
            texts.add(text.text());
        }
        return texts;
    }

    private static List<String> captions(ModelConfiguration configuration, List<? extends Content> window) {
        List<String> captions = window.stream()
                .filter(content -> content instanceof Content.Image image
                        && !image.caption().isBlank())
                .map(PairTask::caption)
                .toList();
        if (captions.isEmpty()) {
            throw new IllegalArgumentException("model " + configuration.name() + ": none of the " + window.size()
                    + " contents of its first window is a picture with a caption, which objective "
                    + configuration.objective().label()
                    + " learns from; publish pictures with captions, or choose another objective");
        }
        return captions;
    }

    private static Tokenizer imported(ModelConfiguration configuration, Path file) {
        Tokenizer tokenizer;
        try {
            tokenizer = HuggingFaceTokenizerJson.read(file).tokenizer();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "model " + configuration.name() + ": cannot read tokenizer.file " + file + ": " + e, e);
        }
        if (tokenizer.vocabulary() > configuration.integer(Setting.VOCABULARY)) {
            throw new IllegalArgumentException("model " + configuration.name() + ": vocabulary was "
                    + configuration.integer(Setting.VOCABULARY) + "; it must be at least " + tokenizer.vocabulary()
                    + ", the tokens of " + file);
        }
        return tokenizer;
    }

    /**
     * The start of training: random weights, and for text an output bias that already predicts how often each token comes, so that
     * the first steps are spent on context and not on counting; over both, the weights of others where the configuration names some.
     */
    float[] initialParameters(List<? extends Content> firstWindow) {
        float[] values = layout().initialValues(seed);
        if (tokenizer != null && configuration.objective().input() == Objective.Input.TEXT) {
            TokenFrequencies.write(configuration, tokenizer, firstWindow, values);
        }
        if (!configuration.text(Setting.WEIGHTS_FILE).isEmpty()) {
            WeightReport report = PublicWeights.write(configuration, layout(), values);
            requireNoneFrozen(Setting.WEIGHTS_FILE, report.untouched());
        }
        if (InitialCheckpoint.isGiven(configuration)) {
            List<String> left = InitialCheckpoint.of(configuration).write(layout(), values);
            requireNoneFrozen(Setting.INITIAL_CHECKPOINT, left);
        }
        return values;
    }

    /** Adapters would keep a matrix random that the start of a model does not bring. */
    private void requireNoneFrozen(Setting start, List<String> random) {
        if (Adaptation.isChosen(configuration)) {
            for (Parameter matrix : Adapters.frozen(layout()).parameters()) {
                if (random.contains(matrix.name())) {
                    throw new IllegalArgumentException("model " + configuration.name() + ": "
                            + Setting.ADAPTER_RANK.key() + " was " + configuration.text(Setting.ADAPTER_RANK)
                            + ", which freezes " + matrix.name() + ", but " + start.key() + " "
                            + configuration.text(start) + " does not bring it; choose fewer layers, or "
                            + Setting.ADAPTER_RANK.key() + " = 0");
                }
            }
        }
    }

    Task task() {
        return switch (configuration.objective()) {
            case MASKED_LANGUAGE, SPAN_CORRUPTION, SENTENCE_ORDER, LOG_KEY ->
                new MaskedLanguageTask(configuration, Objects.requireNonNull(tokenizer), seed);
            case CAUSAL_LANGUAGE -> new CausalLanguageTask(configuration, Objects.requireNonNull(tokenizer), seed);
            case MASKED_AUTOENCODER -> new MaskedAutoencoderTask(configuration, seed);
            case SIMCLR, MOCO, BYOL, SIMSIAM, VICREG, BARLOW_TWINS, DINO -> new ViewsTask(configuration, seed);
            case ROTATION, JIGSAW -> new PuzzleTask(configuration, seed);
            case CLIP -> new PairTask(configuration, Objects.requireNonNull(tokenizer), seed);
        };
    }

    /** The objective on one content at a time, without training; empty where the loss of a content depends on others. */
    Optional<Task> lossTask() {
        ModelConfiguration single = configuration.with(Setting.BATCH_SIZE, "1");
        return switch (configuration.objective()) {
            case MASKED_LANGUAGE, SPAN_CORRUPTION, SENTENCE_ORDER, LOG_KEY ->
                Optional.of(MaskedLanguageTask.forLosses(single, Objects.requireNonNull(tokenizer), seed));
            case CAUSAL_LANGUAGE ->
                Optional.of(CausalLanguageTask.forLosses(single, Objects.requireNonNull(tokenizer), seed));
            case MASKED_AUTOENCODER -> Optional.of(MaskedAutoencoderTask.forLosses(single, seed));
            case SIMCLR, MOCO, BYOL, SIMSIAM, VICREG, BARLOW_TWINS, DINO, ROTATION, JIGSAW, CLIP -> Optional.empty();
        };
    }

    Embedder embedder(Executor executor) {
        return configuration.objective().input() == Objective.Input.TEXT
                ? new TextEmbedder(configuration, Objects.requireNonNull(tokenizer), executor)
                : new ImageEmbedder(configuration, executor);
    }

    ParameterLayout layout() {
        return layout(configuration);
    }

    static ParameterLayout layout(ModelConfiguration configuration) {
        return configuration.objective().input() == Objective.Input.TEXT
                ? TextEmbedder.layout(configuration)
                : ImageEmbedder.layout(configuration);
    }
}
