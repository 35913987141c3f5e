package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.deeplearning4j.EncoderInputs;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Opens an exported checkpoint in a JVM that has Deeplearning4j and the classes of this module, and nothing else of ours. */
class PlainDeeplearning4jIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"text-encoder, masked-language", "image-encoder, masked-autoencoder", "image-encoder, simclr"})
    void opensEmbedsAndTrainsOnWithOurJarAlone(String model, String objective)
            throws IOException, InterruptedException {
        // given
        Path exported = directory.resolve("exported.zip");
        List<Content> batch = contents(model).subList(0, 4);
        export(model, objective, exported);
        MultiDataSet data = EncoderInputs.read(exported).pretraining(batch, 4);
        Nd4j.saveBinary(data.getFeatures(0), directory.resolve("features.bin").toFile());
        Nd4j.saveBinary(data.getLabels(0), directory.resolve("labels.bin").toFile());

        // when
        Map<String, String> printed = runPlain("exported.zip", "features.bin", "labels.bin");

        // then
        ComputationGraph here = ModelSerializer.restoreComputationGraph(exported.toFile());
        assertThat(printed.get("vectors"))
                .isEqualTo(hexadecimal(here.outputSingle(data.getFeatures(0)).toFloatMatrix()));
        assertThat(Double.parseDouble(printed.get("before"))).isEqualTo(here.score(data));
        assertThat(Double.parseDouble(printed.get("after")))
                .isLessThan(0.9 * Double.parseDouble(printed.get("before")));
    }

    private void export(String model, String objective, Path file) throws IOException {
        DirectoryBlobStore blobs = new DirectoryBlobStore(directory.resolve("blobs"));
        Checkpoints checkpoints = new Checkpoints(blobs);
        ModelConfiguration configuration = ModelConfiguration.named(model, fast(model, objective));
        try (Pretraining pretraining = checkpoints.start(configuration, 7, contents(model))) {
            for (int step = 0; step < 3; step++) {
                pretraining.step(contents(model).subList(4 * step, 4 * step + 4));
            }
            BlobRef manifest = pretraining.save(blobs, Samples.lineage()).manifest();
            checkpoints.export(manifest, file);
        }
    }

    private static Map<String, String> fast(String model, String objective) {
        Map<String, String> values =
                new TreeMap<>(model.startsWith("image") ? Samples.SMALL_IMAGE : Samples.SMALL_TEXT);
        values.keySet()
                .retainAll(ModelConfiguration.named(model, Map.of("objective", objective))
                        .values()
                        .keySet());
        values.put("objective", objective);
        values.put("warmup.steps", "0");
        values.put("learning.rate", "0.01");
        return values;
    }

    private static List<Content> contents(String model) {
        return model.startsWith("image") ? Samples.pictures(12, 1) : Samples.texts(40, 1);
    }

    private Map<String, String> runPlain(String... files) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-cp",
                                classPathWithoutOthersOfOurs(),
                                PlainDeeplearning4j.class.getName()),
                        Stream.of(files).map(file -> directory.resolve(file).toString()))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines()
                .filter(line -> line.matches("(vectors|before|after) .*"))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    /** Neither the module of the records, nor Kafka, Avro or the Jackson that we use. */
    private static String classPathWithoutOthersOfOurs() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*(schemas|kafka|avro|com.fasterxml.jackson|junit|assertj).*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String hexadecimal(float[][] vectors) {
        StringBuilder text = new StringBuilder();
        for (float[] vector : vectors) {
            for (float value : vector) {
                text.append(HexFormat.of().toHexDigits(Float.floatToIntBits(value)));
            }
        }
        return text.toString();
    }
}
