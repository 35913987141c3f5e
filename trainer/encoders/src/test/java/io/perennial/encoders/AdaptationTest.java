package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.checkpoint.ManifestJson;
import io.perennial.encoders.checkpoint.TensorBytes;
import io.perennial.encoders.network.Adapters;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Updates that train adapters, through checkpoints. */
class AdaptationTest extends StoredCheckpoints {
    private static final int RANK = 2;
    private static final int STEPS = 5;
    private static final Map<String, String> ADAPTED = Map.of("adapter.rank", Integer.toString(RANK));
    private static final Map<String, String> SMALL_VIEWS = Map.of(
            "head.hidden", "16",
            "head.output", "8",
            "predictor.hidden", "16",
            "queue", "16",
            "prototypes", "32",
            "small.size", "4",
            "small.views", "2");
    private static final List<Content> TEXTS = Samples.texts(24, 3);
    private static final List<Content> PICTURES = Samples.pictures(24, 1);
    private static final List<Content> PAIRS = Samples.pairs(24, 1);

    static Stream<Objective> objectives() {
        return Stream.concat(
                Objective.reading(Objective.Input.TEXT).stream(), Objective.reading(Objective.Input.PICTURES).stream());
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void anUpdateChangesEachMatrixOfABlockByAProductOfThatRankAndEverythingElseFreely(Objective objective)
            throws IOException {
        // given
        ModelConfiguration model = model(objective, ADAPTED);
        SavedCheckpoint first = begun(model);

        // when
        SavedCheckpoint second = updated(first);

        // then
        Manifest before = checkpoints.read(first.manifest());
        Manifest after = checkpoints.read(second.manifest());
        ParameterLayout layout = Architecture.layout(model);
        float[] parent = parameters(before, layout);
        float[] child = parameters(after, layout);
        for (Parameter matrix : Adapters.frozen(layout).parameters()) {
            assertThat(rankOfChange(place(layout, matrix), parent, child))
                    .as(matrix.name())
                    .isEqualTo(RANK);
        }
        assertThat(Adapters.free(layout).parameters())
                .filteredOn(parameter -> !parameter.isMatrix())
                .anySatisfy(parameter -> assertThat(digest(after, parameter)).isNotEqualTo(digest(before, parameter)));
    }

    @Test
    void theFirstUpdateOfAModelThatBeginsRandomTrainsItsMatricesInFull() throws IOException {
        // when
        Manifest withAdapters = checkpoints.read(
                begun(model(Objective.MASKED_LANGUAGE, ADAPTED)).manifest());
        Manifest without = checkpoints.read(
                begun(model(Objective.MASKED_LANGUAGE, Map.of())).manifest());

        // then
        assertThat(withAdapters.vector(Network.PARAMETERS)).isEqualTo(without.vector(Network.PARAMETERS));
    }

    @Test
    void aCheckpointIsAnOrdinaryOneWithoutMomentsOfFrozenMatrices() throws IOException {
        // given
        ModelConfiguration model = model(Objective.MASKED_LANGUAGE, ADAPTED);
        Manifest plain = checkpoints.read(
                begun(model(Objective.MASKED_LANGUAGE, Map.of())).manifest());

        // when
        SavedCheckpoint saved = updated(begun(model));
        Manifest adapted = checkpoints.read(saved.manifest());

        // then
        assertThat(adapted.tensors().keySet()).isEqualTo(plain.tensors().keySet());
        assertThat(names(adapted, Network.PARAMETERS)).isEqualTo(names(plain, Network.PARAMETERS));
        assertThat(names(adapted, Network.SECOND_MOMENT))
                .isEqualTo(Adapters.free(Architecture.layout(model)).parameters().stream()
                        .map(Parameter::name)
                        .toList());
        assertThat(adapted.vector(Network.FIRST_MOMENT).blob().getBytes())
                .isLessThan(plain.vector(Network.FIRST_MOMENT).blob().getBytes());
        try (Encoder encoder = checkpoints.load(saved.manifest())) {
            assertThat(encoder.selfTest()).isZero();
        }
    }

    @Test
    void manifestsCanTellWhatIsTrained() throws IOException {
        // given
        ModelConfiguration model = model(Objective.MASKED_LANGUAGE, ADAPTED);
        ParameterLayout layout = Architecture.layout(model);
        SavedCheckpoint first = begun(model);

        // when
        try (Pretraining training = checkpoints.resume(first.manifest())) {
            training.begin(STEPS);

            // then width 16 and its fourfold: inputs and outputs of the four matrices
            long thin = RANK * ((16 + 48) + (16 + 16) + (16 + 64) + (64 + 16));
            assertThat(training.remarks())
                    .containsEntry(
                            "adapter.trained.parameters",
                            Long.toString(thin + Adapters.free(layout).elements()))
                    .containsEntry("adapter.frozen.parameters", Long.toString(12 * 16 * 16));
        }
    }

    @Test
    void aWarmStartHasAParentFromTheFirstUpdateOn() throws IOException {
        // given
        SavedCheckpoint other = begun(model(Objective.MASKED_LANGUAGE, Map.of()));
        ModelConfiguration model = model(
                Objective.MASKED_LANGUAGE,
                Map.of(
                        "adapter.rank",
                        Integer.toString(RANK),
                        "initial.checkpoint",
                        blobs.path(other.manifest()).toString()));

        // when
        SavedCheckpoint first = begun(model);

        // then
        ParameterLayout layout = Architecture.layout(model);
        float[] parent = parameters(checkpoints.read(other.manifest()), layout);
        float[] child = parameters(checkpoints.read(first.manifest()), layout);
        for (Parameter matrix : Adapters.frozen(layout).parameters()) {
            assertThat(rankOfChange(place(layout, matrix), parent, child)).isEqualTo(RANK);
        }
    }

    @Test
    void aWarmStartThatLeavesAMatrixRandomIsRefused() throws IOException {
        // given
        SavedCheckpoint other = begun(model(Objective.MASKED_LANGUAGE, Map.of()));
        Map<String, String> deeper = Map.of(
                "adapter.rank", "2",
                "layers", "2",
                "initial.checkpoint", blobs.path(other.manifest()).toString());

        // then
        assertThatThrownBy(() -> begun(model(Objective.MASKED_LANGUAGE, deeper)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("adapter.rank was 2, which freezes block.1.")
                .hasMessageContaining("choose fewer layers, or adapter.rank = 0");
    }

    @Test
    void aParentThatKnewNoAdaptersIsTrainedOnWithThem() throws IOException {
        // given
        SavedCheckpoint parent = begun(model(Objective.MASKED_LANGUAGE, Map.of()));
        SavedCheckpoint own = begun(model(Objective.MASKED_LANGUAGE, ADAPTED));

        // when
        Manifest child = checkpoints.read(updated(grafted(parent, ADAPTED)).manifest());

        // then
        assertThat(child.tensors())
                .isEqualTo(checkpoints.read(updated(own).manifest()).tensors());
    }

    @Test
    void aParentThatHadAdaptersIsTrainedOnWithoutThem() throws IOException {
        // given
        SavedCheckpoint parent = begun(model(Objective.MASKED_LANGUAGE, ADAPTED));

        // when
        SavedCheckpoint child = updated(grafted(parent, Map.of()));

        // then the moments of the matrices begin again
        assertThat(names(checkpoints.read(child.manifest()), Network.FIRST_MOMENT))
                .isEqualTo(names(checkpoints.read(parent.manifest()), Network.PARAMETERS));
    }

    /** The checkpoint with another configuration. */
    private SavedCheckpoint grafted(SavedCheckpoint saved, Map<String, String> more) throws IOException {
        Manifest manifest = checkpoints.read(saved.manifest());
        byte[] bytes = ManifestJson.write(new Manifest(
                "",
                model(Objective.MASKED_LANGUAGE, more),
                manifest.seed(),
                manifest.steps(),
                manifest.lineage(),
                manifest.tensors(),
                manifest.tokenizer(),
                manifest.probe(),
                manifest.trace(),
                manifest.environment()));
        return new SavedCheckpoint("", "", blobs.put(bytes, ManifestJson.MEDIA_TYPE));
    }

    private SavedCheckpoint begun(ModelConfiguration model) throws IOException {
        try (Pretraining training = checkpoints.start(model, 1, contents(model))) {
            return update(training, contents(model), 0);
        }
    }

    private SavedCheckpoint updated(SavedCheckpoint parent) throws IOException {
        Manifest manifest = checkpoints.read(parent.manifest());
        try (Pretraining training = checkpoints.resume(parent.manifest())) {
            return update(training, contents(manifest.configuration()), STEPS);
        }
    }

    private SavedCheckpoint update(Pretraining training, List<Content> contents, int from) throws IOException {
        training.begin(STEPS);
        for (int i = from; i < from + STEPS; i++) {
            int first = training.batchSize() * i % contents.size();
            training.step(contents.subList(first, first + training.batchSize()));
        }
        return training.save(blobs, Samples.lineage());
    }

    private float[] parameters(Manifest manifest, ParameterLayout layout) throws IOException {
        return TensorBytes.get(blobs, layout, manifest.vector(Network.PARAMETERS));
    }

    /** Eigenvalues of {@code change' * change} that are more than rounding. */
    private static int rankOfChange(Parameter matrix, float[] parent, float[] child) {
        int rows = Math.toIntExact(matrix.shape().get(0));
        int columns = Math.toIntExact(matrix.shape().get(1));
        int offset = Math.toIntExact(matrix.offset());
        double[][] gram = new double[rows][rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                for (int column = 0; column < columns; column++) {
                    int left = offset + i * columns + column;
                    int right = offset + j * columns + column;
                    gram[i][j] += ((double) child[left] - parent[left]) * ((double) child[right] - parent[right]);
                }
            }
        }
        double[] eigenvalues = SymmetricEigenvalues.of(gram);
        double greatest = Arrays.stream(eigenvalues).max().orElseThrow();
        return (int) Arrays.stream(eigenvalues)
                .filter(eigenvalue -> eigenvalue > 1e-7 * greatest)
                .count();
    }

    private static Parameter place(ParameterLayout layout, Parameter matrix) {
        return layout.parameters().stream()
                .filter(parameter -> parameter.name().equals(matrix.name()))
                .findFirst()
                .orElseThrow();
    }

    private static String digest(Manifest manifest, Parameter parameter) {
        return manifest.vector(Network.PARAMETERS).parts().stream()
                .filter(part -> part.name().equals(parameter.name()))
                .findFirst()
                .orElseThrow()
                .sha256();
    }

    private static List<String> names(Manifest manifest, String vector) {
        return manifest.vector(vector).parts().stream().map(Manifest.Part::name).toList();
    }

    private static List<Content> contents(ModelConfiguration model) {
        if (model.objective().needsCaptions()) {
            return PAIRS;
        }
        return model.objective().input() == Objective.Input.TEXT ? TEXTS : PICTURES;
    }

    private static ModelConfiguration model(Objective objective, Map<String, String> more) {
        boolean readsText = objective.input() == Objective.Input.TEXT;
        String name = readsText ? "text-encoder" : "image-encoder";
        Map<String, String> values = new TreeMap<>(readsText ? Samples.SMALL_TEXT : Samples.SMALL_IMAGE);
        values.putAll(SMALL_VIEWS);
        if (objective.needsCaptions()) {
            values.putAll(Map.of("vocabulary", "300", "length", "8"));
        }
        Map<String, String> defaults = ModelConfiguration.named(name, Map.of("objective", objective.label()))
                .values();
        values.keySet().retainAll(defaults.keySet());
        values.put("objective", objective.label());
        values.putAll(more);
        return ModelConfiguration.named(name, values);
    }
}
