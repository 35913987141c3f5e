package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.deeplearning4j.EncoderInputs;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Checkpoints as Deeplearning4j networks, opened with nothing but its {@code ModelSerializer}. */
class Deeplearning4jExportTest {
    private static final int STEPS = 3;

    /** They need a queue, a slow copy, a centre, captions, or a loss on windows as a whole; what distils, the encoder of the parent. */
    private static final Set<Objective> EMBEDDING_ALONE = EnumSet.of(
            Objective.SENTENCE_ORDER,
            Objective.LOG_KEY,
            Objective.MOCO,
            Objective.BYOL,
            Objective.DINO,
            Objective.CLIP);

    private static final Map<String, String> SMALL_VIEWS = Map.of(
            "head.hidden", "16",
            "head.output", "8",
            "predictor.hidden", "16",
            "queue", "16",
            "prototypes", "32",
            "small.size", "4",
            "small.views", "2",
            "vocabulary", "300",
            "length", "8");

    private static final List<Content> LINES = lines();

    @TempDir
    private Path directory;

    private DirectoryBlobStore blobs;
    private Checkpoints checkpoints;

    /** A model with contents for it. */
    private record Example(ModelConfiguration model, List<Content> contents) {
        List<Content> batch(long step) {
            int from = Math.toIntExact(step) * model.batchSize() % (contents.size() - model.batchSize());
            return contents.subList(from, from + model.batchSize());
        }

        @Override
        public String toString() {
            return model.objective().label();
        }
    }

    static Stream<Example> examples() {
        return Stream.of(
                new Example(Samples.smallText(), Samples.texts(40, 1)),
                new Example(Samples.smallImage(), Samples.pictures(20, 1)));
    }

    static Stream<Example> everyObjective() {
        return Stream.of(Objective.values()).map(objective -> new Example(small(objective), contents(objective)));
    }

    static Stream<Example> everyEmbedding() {
        SortedMap<String, String> tokens = new TreeMap<>(Samples.smallText().values());
        tokens.put("embedding", "tokens");
        return Stream.concat(
                everyObjective(), Stream.of(new Example(new ModelConfiguration("text-encoder", tokens), LINES)));
    }

    static Stream<Example> objectivesThatTrainOn() {
        return everyObjective()
                .filter(example -> !EMBEDDING_ALONE.contains(example.model().objective()));
    }

    static Stream<Example> objectivesThatEmbedAlone() {
        SortedMap<String, String> adapted = new TreeMap<>(Samples.smallText().values());
        adapted.put("adapter.rank", "2");
        Example adapting = new Example(new ModelConfiguration("text-encoder", adapted), LINES);
        return Stream.of(
                        Stream.of(adapting),
                        everyObjective()
                                .filter(example ->
                                        EMBEDDING_ALONE.contains(example.model().objective())),
                        Stream.of(Objective.MASKED_LANGUAGE, Objective.SIMCLR, Objective.MASKED_AUTOENCODER)
                                .map(objective -> new Example(distilling(objective), contents(objective))))
                .flatMap(examples -> examples);
    }

    @BeforeEach
    void openStore() {
        blobs = new DirectoryBlobStore(directory.resolve("blobs"));
        checkpoints = new Checkpoints(blobs);
    }

    @ParameterizedTest
    @MethodSource("everyEmbedding")
    void givesTheSameBitsAsTheEncoder(Example example) throws IOException {
        // given
        BlobRef manifest = trained(example, STEPS);
        Path file = export(manifest);

        // when
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile());
        float[][] vectors = graph.outputSingle(EncoderInputs.read(file).features(example.contents()))
                .toFloatMatrix();

        // then
        try (Encoder encoder = checkpoints.load(manifest)) {
            assertThat(vectors).isDeepEqualTo(encoder.embed(example.contents()));
        }
    }

    @ParameterizedTest
    @MethodSource("objectivesThatTrainOn")
    void trainsOnToTheSameBitsAsTheTrainer(Example example) throws IOException {
        // given
        BlobRef manifest = trained(example, STEPS);
        Path file = export(manifest);
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), true);
        EncoderInputs inputs = EncoderInputs.read(file);

        // when
        for (long step = STEPS + 1; step <= 2 * STEPS; step++) {
            graph.fit(inputs.pretraining(example.batch(step), step));
        }

        // then
        Path expected = export(trained(example, 2 * STEPS));
        ComputationGraph trainer = ModelSerializer.restoreComputationGraph(expected.toFile(), true);
        assertThat(graph.params().toFloatVector()).isEqualTo(trainer.params().toFloatVector());
        assertThat(updaterState(graph)).isEqualTo(updaterState(trainer));
        assertThat(graph.getIterationCount()).isEqualTo(2 * STEPS);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void gradientIsTheSlopeOfTheScore(Example clipped) throws IOException {
        // given
        Map<String, String> values = new TreeMap<>(clipped.model().values());
        values.put("clip.norm", "1e6");
        Example example = new Example(ModelConfiguration.named(clipped.model().name(), values), clipped.contents());
        Path file = export(trained(example, STEPS));
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile());
        MultiDataSet batch = EncoderInputs.read(file).pretraining(example.batch(1), 1);

        // when
        graph.setInputs(batch.getFeatures());
        graph.setLabels(batch.getLabels());
        graph.computeGradientAndScore();
        INDArray gradient = graph.gradient().gradient().dup();

        // then
        double norm = gradient.norm2Number().doubleValue();
        double distance = 5e-3;
        INDArray start = graph.params().dup();
        graph.setParams(start.add(gradient.mul(distance / norm)));
        double above = graph.score(batch);
        graph.setParams(start.sub(gradient.mul(distance / norm)));
        double below = graph.score(batch);
        assertThat((above - below) / (2 * distance) / norm).isBetween(0.99, 1.01);
    }

    @ParameterizedTest
    @MethodSource("objectivesThatEmbedAlone")
    void saysThatItEmbedsAlone(Example example) throws IOException {
        // given
        EncoderInputs inputs = EncoderInputs.read(export(trained(example, 1)));

        // then
        assertThatThrownBy(() -> inputs.pretraining(example.batch(2), 2))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("can embed with a model trained by "
                        + example.model().objective().label() + ", but not train it on");
    }

    @Test
    void saysWhichClassesAPuzzleHas() throws IOException {
        // given
        Example example = new Example(small(Objective.ROTATION), contents(Objective.ROTATION));
        Path file = export(trained(example, 1));
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), true);
        MultiDataSet batch = EncoderInputs.read(file).pretraining(example.batch(2), 2);

        // when
        batch.getLabels(0).putScalar(0, 4);

        // then
        assertThatThrownBy(() -> graph.fit(batch))
                .hasMessageContaining("label was 4.0; it must be a whole number from 0 to 3");
    }

    @Test
    void survivesSavingByDeeplearning4jItself() throws IOException {
        // given
        Example example = examples().toList().get(0);
        Path file = export(trained(example, STEPS));
        EncoderInputs inputs = EncoderInputs.read(file);
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), true);
        graph.fit(inputs.pretraining(example.batch(4), 4));

        // when
        Path saved = directory.resolve("saved.zip");
        ModelSerializer.writeModel(graph, saved.toFile(), true);
        ComputationGraph again = ModelSerializer.restoreComputationGraph(saved.toFile(), true);

        // then
        graph.fit(inputs.pretraining(example.batch(5), 5));
        again.fit(inputs.pretraining(example.batch(5), 5));
        assertThat(again.params().toFloatVector()).isEqualTo(graph.params().toFloatVector());
    }

    @Test
    void saysWhatATokenIdMustBe() throws IOException {
        // given
        Path file = export(trained(examples().toList().get(0), 1));
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile());

        // then
        assertThatThrownBy(() -> graph.outputSingle(Nd4j.createFromArray(new float[][] {{7, 300}})))
                .hasMessageContaining("token id was 300.0; it must be a whole number from 0 to 299");
    }

    @Test
    void saysThatAFileHasNoInputsOfOurs() throws IOException {
        // given a file that Deeplearning4j saved without our entries
        Path file = export(trained(examples().toList().get(0), 1));
        Path saved = directory.resolve("saved.zip");
        ModelSerializer.writeModel(ModelSerializer.restoreComputationGraph(file.toFile()), saved.toFile(), true);

        // then
        assertThatThrownBy(() -> EncoderInputs.read(saved))
                .isInstanceOf(CorruptBlobException.class)
                .hasMessageContaining("perennial-manifest.json");
    }

    @Test
    void overwritesNoFile() throws IOException {
        // given
        BlobRef manifest = trained(examples().toList().get(0), 1);
        Path file = Files.writeString(directory.resolve("kept.zip"), "kept");

        // then
        assertThatThrownBy(() -> checkpoints.export(manifest, file)).hasMessageContaining("exists");
        assertThat(file).hasContent("kept");
    }

    private static ModelConfiguration small(Objective objective) {
        boolean readsText = objective.input() == Objective.Input.TEXT;
        String model = readsText ? "text-encoder" : "image-encoder";
        Map<String, String> values =
                new TreeMap<>(ModelConfiguration.named(model, Map.of("objective", objective.label()))
                        .values());
        (readsText ? Samples.SMALL_TEXT : SMALL_VIEWS).forEach(values::replace);
        Samples.SMALL_IMAGE.forEach((key, value) -> {
            if (!readsText) {
                values.replace(key, value);
            }
        });
        return new ModelConfiguration(model, new TreeMap<>(values));
    }

    private static ModelConfiguration distilling(Objective objective) {
        ModelConfiguration model = small(objective);
        Map<String, String> values = new TreeMap<>(model.values());
        values.put("distillation.weight", "1");
        return new ModelConfiguration(model.name(), new TreeMap<>(values));
    }

    private static List<Content> contents(Objective objective) {
        if (objective.needsCaptions()) {
            return Samples.pairs(20, 1);
        }
        return objective.input() == Objective.Input.TEXT ? LINES : Samples.pictures(20, 1);
    }

    private static List<Content> lines() {
        List<Content> lines = new ArrayList<>();
        List<Content> texts = Samples.texts(80, 1);
        for (int i = 0; i < texts.size(); i += 2) {
            lines.add(new Content.Text(
                    ((Content.Text) texts.get(i)).text() + "\n" + ((Content.Text) texts.get(i + 1)).text()));
        }
        return lines;
    }

    private BlobRef trained(Example example, int steps) throws IOException {
        try (Pretraining pretraining = checkpoints.start(example.model(), 7, example.contents())) {
            for (long step = 1; step <= steps; step++) {
                pretraining.step(example.batch(step));
            }
            return pretraining.save(blobs, Samples.lineage()).manifest();
        }
    }

    private Path export(BlobRef manifest) throws IOException {
        Path file = directory.resolve(manifest.getSha256() + ".zip");
        checkpoints.export(manifest, file);
        return file;
    }

    private static float[] updaterState(ComputationGraph graph) {
        return graph.getUpdater().getUpdaterStateViewArray().toFloatVector();
    }
}
