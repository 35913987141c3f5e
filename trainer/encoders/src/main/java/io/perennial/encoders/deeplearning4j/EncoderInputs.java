package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.Content;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Objective;
import io.perennial.encoders.Setting;
import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.encoders.network.AutoencoderNetwork;
import io.perennial.encoders.network.ClassificationNetwork;
import io.perennial.encoders.network.ImageShape;
import io.perennial.encoders.network.TextNetwork;
import io.perennial.encoders.network.TextShape;
import io.perennial.encoders.network.ViewNetwork;
import io.perennial.encoders.tokens.Tokenizer;
import io.perennial.encoders.training.Adaptation;
import io.perennial.encoders.training.CausalLanguageTask;
import io.perennial.encoders.training.ImageEmbedder;
import io.perennial.encoders.training.MaskedAutoencoderTask;
import io.perennial.encoders.training.MaskedLanguageTask;
import io.perennial.encoders.training.Patches;
import io.perennial.encoders.training.PuzzleTask;
import io.perennial.encoders.training.Task;
import io.perennial.encoders.training.TextWindows;
import io.perennial.encoders.training.ViewObjectives;
import io.perennial.encoders.training.ViewsTask;
import io.perennial.schemas.blobs.CorruptBlobException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns texts and pictures into the arrays that an exported network reads. Vocabulary and configuration come out of the exported file
 * itself.
 *
 * <p>Texts: features (examples, length) of token ids, 0 behind the last token; labels (examples, 2, length), first the token to
 * predict or -1, then the order in which predictions are summed. Pictures: features (examples, patches, patch width), colours from -2
 * to 2; labels of a masked autoencoder (examples, patches, 1 + patch width), first 1 where the patch is hidden, then what is predicted
 * there; labels of a comparison of views are the patches of the second views, of the shape of the features; labels of a puzzle
 * (pictures, 1) tell how each was changed. Used by one thread.
 */
public final class EncoderInputs {
    static final String MANIFEST = "perennial-manifest.json";
    static final String TOKENIZER = "perennial-tokenizer.json";

    private final ModelConfiguration model;
    private final long seed;
    private final @Nullable Tokenizer tokenizer;

    private EncoderInputs(ModelConfiguration model, long seed, @Nullable Tokenizer tokenizer) {
        this.model = model;
        this.seed = seed;
        this.tokenizer = tokenizer;
    }

    /**
     * Reads what an exported file says of its inputs.
     *
     * @throws CorruptBlobException if the file was not exported by Perennial
     */
    public static EncoderInputs read(Path exported) throws IOException {
        try (ZipFile zip = new ZipFile(exported.toFile())) {
            byte[] manifestBytes = entry(zip, MANIFEST);
            if (manifestBytes == null) {
                throw new CorruptBlobException(
                        exported + " has no " + MANIFEST + "; it was not written by perennial-trainer export");
            }
            Manifest manifest = ManifestJson.read(manifestBytes);
            byte[] tokenizerBytes = entry(zip, TOKENIZER);
            return new EncoderInputs(
                    manifest.configuration(),
                    manifest.seed(),
                    tokenizerBytes == null ? null : TokenizerJson.read(tokenizerBytes));
        }
    }

    /** Features for {@code ComputationGraph.output}: the result is one embedding for each content. */
    public INDArray features(List<? extends Content> contents) {
        return model.objective().input() == Objective.Input.TEXT
                ? tokens(contents, Objects.requireNonNull(tokenizer))
                : patches(contents);
    }

    /**
     * Features and labels for {@code ComputationGraph.fit}: exactly what the trainer makes of the batch in that step.
     *
     * @param batch as many contents as the configuration's batch size
     * @param step number of the step, from 1: the network's iteration count plus 1
     * @throws UnsupportedOperationException if training needs more than Deeplearning4j keeps: a queue, a slow copy of the encoder, a
     *     centre, captions, a loss on windows as a whole, the encoder of the parent, or adapters beside frozen matrices
     */
    public MultiDataSet pretraining(List<? extends Content> batch, long step) {
        if (batch.size() != model.batchSize()) {
            throw new IllegalArgumentException("a step of " + model.name() + " takes " + model.batchSize()
                    + " contents, was given " + batch.size());
        }
        if (Adaptation.isChosen(model)) {
            throw Passes.embedsAlone(model);
        }
        return switch (model.objective()) {
            case CAUSAL_LANGUAGE ->
                predictedTokens(
                        new CausalLanguageTask(model, Objects.requireNonNull(tokenizer), seed),
                        batch,
                        step,
                        batch.size() * model.integer(Setting.LENGTH));
            case MASKED_LANGUAGE, SPAN_CORRUPTION, SENTENCE_ORDER, LOG_KEY -> {
                if (!MaskedLanguageTask.predictsTokensAlone(model)) {
                    throw Passes.embedsAlone(model);
                }
                yield predictedTokens(
                        new MaskedLanguageTask(model, Objects.requireNonNull(tokenizer), seed),
                        batch,
                        step,
                        MaskedLanguageTask.predictions(model, batch.size()));
            }
            case MASKED_AUTOENCODER -> hiddenPatches(batch, step);
            case SIMCLR, SIMSIAM, VICREG, BARLOW_TWINS -> views(batch, step);
            case ROTATION, JIGSAW -> puzzles(batch, step);
            case MOCO, BYOL, DINO, CLIP -> throw Passes.embedsAlone(model);
        };
    }

    private INDArray tokens(List<? extends Content> contents, Tokenizer vocabulary) {
        int longest = model.integer(Setting.LENGTH) * model.integer(Setting.WINDOWS);
        List<int[]> encoded = new ArrayList<>();
        int width = 1;
        for (Content content : contents) {
            if (!(content instanceof Content.Text text)) {
                throw new IllegalArgumentException(model.name() + " was given a picture; it reads text or log lines");
            }
            int[] ids = vocabulary.encode(text.text());
            encoded.add(Arrays.copyOf(ids, Math.min(ids.length, longest)));
            width = Math.max(width, Math.min(ids.length, longest));
        }
        float[][] features = new float[encoded.size()][width];
        for (int i = 0; i < features.length; i++) {
            for (int position = 0; position < encoded.get(i).length; position++) {
                features[i][position] = encoded.get(i)[position];
            }
        }
        return Nd4j.createFromArray(features);
    }

    private INDArray patches(List<? extends Content> contents) {
        ImageShape shape = Patches.shape(model);
        int picture = shape.patches() * shape.patchWidth();
        float[] features = new float[contents.size() * picture];
        for (int i = 0; i < contents.size(); i++) {
            System.arraycopy(ImageEmbedder.rows(contents.get(i), shape), 0, features, i * picture, picture);
        }
        return Nd4j.createFromArray(features).reshape(contents.size(), shape.patches(), shape.patchWidth());
    }

    private MultiDataSet predictedTokens(Task task, List<? extends Content> batch, long step, int predictions) {
        TextShape shape = TextWindows.shape(model);
        RecordedInputs inputs = new RecordedInputs();
        task.load(inputs, batch, step);
        TextNetwork text = TextNetwork.forTraining(shape, batch.size(), predictions, model.real(Setting.BETA2));
        float[] labels = new float[batch.size() * 2 * shape.length()];
        Arrays.fill(labels, -1);
        int[] rows = inputs.integers(text.predictedRows(predictions));
        int[] tokens = inputs.integers(text.predictedTokens(predictions));
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] >= 0) {
                int token = rows[i] / shape.length() * 2 * shape.length() + rows[i] % shape.length();
                labels[token] = tokens[i];
                labels[token + shape.length()] = i;
            }
        }
        float[] features = new float[batch.size() * shape.length()];
        int[] written = inputs.integers(text.tokens());
        for (int i = 0; i < features.length; i++) {
            features[i] = written[i];
        }
        return new MultiDataSet(
                Nd4j.createFromArray(features).reshape(batch.size(), shape.length()),
                Nd4j.createFromArray(labels).reshape(batch.size(), 2, shape.length()));
    }

    private MultiDataSet hiddenPatches(List<? extends Content> batch, long step) {
        if (Patches.autoencoder(model).distils()) {
            throw Passes.embedsAlone(model);
        }
        ImageShape shape = Patches.shape(model);
        RecordedInputs inputs = new RecordedInputs();
        new MaskedAutoencoderTask(model, seed).load(inputs, batch, step);
        AutoencoderNetwork image =
                new AutoencoderNetwork(Patches.autoencoder(model), batch.size(), model.real(Setting.BETA2));
        int width = shape.patchWidth();
        float[] features = new float[batch.size() * shape.patches() * width];
        float[] labels = new float[batch.size() * shape.patches() * (1 + width)];
        int[] visible = inputs.integers(image.visibleRows());
        for (int i = 0; i < visible.length; i++) {
            System.arraycopy(inputs.reals(image.patches()), i * width, features, visible[i] * width, width);
        }
        int[] hidden = inputs.integers(image.hiddenRows());
        for (int i = 0; i < hidden.length; i++) {
            int to = hidden[i] * (1 + width);
            labels[to] = 1;
            System.arraycopy(inputs.reals(image.targets()), i * width, labels, to + 1, width);
        }
        return new MultiDataSet(
                Nd4j.createFromArray(features).reshape(batch.size(), shape.patches(), width),
                Nd4j.createFromArray(labels).reshape(batch.size(), shape.patches(), 1 + width));
    }

    private MultiDataSet views(List<? extends Content> batch, long step) {
        ImageShape shape = Patches.shape(model);
        ViewNetwork network = ViewObjectives.network(model);
        if (network.previous() != null) {
            throw Passes.embedsAlone(model);
        }
        RecordedInputs inputs = new RecordedInputs();
        new ViewsTask(model, seed).load(inputs, batch, step);
        float[] both = inputs.reals(network.views().get(0).patches());
        int half = both.length / 2;
        return new MultiDataSet(
                Nd4j.createFromArray(Arrays.copyOf(both, half))
                        .reshape(batch.size(), shape.patches(), shape.patchWidth()),
                Nd4j.createFromArray(Arrays.copyOfRange(both, half, both.length))
                        .reshape(batch.size(), shape.patches(), shape.patchWidth()));
    }

    private MultiDataSet puzzles(List<? extends Content> batch, long step) {
        ClassificationNetwork puzzle = PuzzleTask.network(model);
        RecordedInputs inputs = new RecordedInputs();
        new PuzzleTask(model, seed).load(inputs, batch, step);
        int[] classes = inputs.integers(puzzle.labels());
        float[] labels = new float[classes.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = classes[i];
        }
        long patches = puzzle.patches().size(0) / labels.length;
        return new MultiDataSet(
                Nd4j.createFromArray(inputs.reals(puzzle.patches()))
                        .reshape(labels.length, patches, puzzle.patches().size(1)),
                Nd4j.createFromArray(labels).reshape(labels.length, 1));
    }

    private static byte @Nullable [] entry(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        return entry == null ? null : zip.getInputStream(entry).readAllBytes();
    }
}
