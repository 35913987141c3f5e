package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Manifest;
import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.tests.TrainerTerminal;
import io.perennial.tests.TrainerTerminal.Outcome;
import io.perennial.trainer.TrainerService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code perennial-trainer} says of models of three versions, and what it does with others. */
class TrainerLineageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WINDOW = 48;
    private static final int UNWANTED = 20;

    @TempDir
    private static Path directory;

    private static LocalBroker broker;
    private static List<Checkpoint> versions = List.of();
    private static List<Checkpoint> pictures = List.of();

    @BeforeAll
    static void trainThreeVersionsOfEach() {
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        versions = train(broker, "text-encoder", Modality.TEXT, TrainerLineageIT::isMissing, 3);
        pictures = train(broker, "image-encoder", Modality.IMAGES, TrainerLineageIT::isMissing, 3);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void rederivesEveryVersionBitForBit() {
        // when
        Outcome outcome = run("text-encoder", "rederive", "latest", "--from-start");

        // then
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines())
                .containsExactlyElementsOf(versions.stream()
                        .map(version ->
                                "version " + version.getVersion() + " (" + version.getCheckpointId() + "): bit-exact")
                        .toList());
    }

    @Test
    void noticesATamperedBlobAndThatAVersionOnTopOfItCannotBeDerived() throws IOException {
        // given
        Path file = blobs("text-encoder")
                .path(manifest("text-encoder", versions.get(1))
                        .vector("parameters")
                        .blob());
        byte[] bytes = Files.readAllBytes(file);
        byte[] tampered = bytes.clone();
        tampered[1000] ^= 1;
        Files.write(file, tampered);

        // when
        Outcome itself = run("text-encoder", "rederive", "2");
        Outcome next = run("text-encoder", "rederive", "3");
        Files.write(file, bytes);

        // then
        assertThat(itself.status()).isEqualTo(4);
        assertThat(itself.out()).contains("damaged in the blob store: tensor vector parameters");
        assertThat(next.status()).isEqualTo(4);
        assertThat(next.err()).contains("cannot be continued");
    }

    @Test
    void namesTheVersionsThereAreWhenAskedForAnother() {
        // when
        Outcome outcome = run("text-encoder", "rederive", "9");

        // then
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("has no checkpoint '9'").contains("versions 1 to 3");
    }

    @Test
    void tellsWhichVersionsASampleTrained() {
        // when
        Outcome known = run("text-encoder", "trained-on", "sample-70");
        Outcome unknown = run("text-encoder", "trained-on", "sample-7000");

        // then
        assertThat(known.status()).isZero();
        assertThat(known.out())
                .contains("sample sample-70 stands at curated.text-1@")
                .contains("version 2 (" + versions.get(1).getCheckpointId() + "): in its window")
                .doesNotContain("version 1 (");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("sample-7000 is neither in curated.text nor in the archives");
    }

    @Test
    void rebuildsTheParametersOfARunThatNeverSawTheSample() throws IOException {
        assertThatRebuilding("--without", "sample-" + UNWANTED)
                .givesTheParametersOfARunWithout(number -> number == UNWANTED);
    }

    @Test
    void rebuildsTheParametersOfARunThatNeverSawTheSource() throws IOException {
        assertThatRebuilding("--without-source", TrainerTopics.SECOND_SOURCE)
                .givesTheParametersOfARunWithout(TrainerTopics::isOfSecondSource);
    }

    @Test
    void rebuildsTheParametersOfARunThatNeverSawTheOffsets() throws IOException {
        // given three samples of one partition, one after the other
        int last = UNWANTED + 2 * TrainerTopics.PARTITIONS;
        OffsetRange first = position("sample-" + UNWANTED);
        String offsets = first.getPartition() + "@" + first.getFromOffset() + ".."
                + position("sample-" + last).getToOffset();

        // then
        assertThatRebuilding("--without-offsets", offsets)
                .givesTheParametersOfARunWithout(number -> number >= UNWANTED
                        && number <= last
                        && number % TrainerTopics.PARTITIONS == UNWANTED % TrainerTopics.PARTITIONS);
    }

    @Test
    void rederivesFromTheArchiveWhatTheTopicHasLost() throws ExecutionException, InterruptedException {
        // given
        deleteRecordsBefore(pictures.get(1).getNextOffsets());

        // when
        Outcome outcome = run("image-encoder", "rederive", "3", "--from-start");

        // then
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out().lines()).hasSize(3).allMatch(line -> line.endsWith("bit-exact"));
    }

    @Test
    void announcesARebuiltLineWhichTheTrainerGoesOnFrom() {
        // given
        train(broker, "log-encoder", Modality.LOGS, TrainerLineageIT::isMissing, 2);

        // when
        Outcome outcome = run(
                "log-encoder",
                "rebuild",
                "--without",
                "sample-5",
                "--candidate",
                "--yes",
                "--reason",
                "asked to forget");

        // then
        assertThat(outcome.status()).as(outcome.err()).isZero();
        try (TrainerTopics topics = new TrainerTopics(broker.bootstrapServers(), "log-encoder", Modality.LOGS)) {
            Awaitility.await().atMost(PATIENCE).until(() -> topics.checkpoints().size() == 4);
            Checkpoint rebuilt = topics.checkpoints().get(3);
            assertThat(rebuilt.getVersion()).isEqualTo(2);
            topics.publish(2 * WINDOW + 12, 3 * WINDOW + 12);
            try (ServiceThread trainer = start(broker, "log-encoder", "log-encoder", Modality.LOGS)) {
                Checkpoint next = await(trainer, topics, 5).get(4);
                assertThat(next.getParentId()).isEqualTo(rebuilt.getCheckpointId());
            }
        }
        assertThat(run("log-encoder", "rederive", "latest").out()).contains("bit-exact");
    }

    @Test
    void showsWhatARewindLeavesBehindAndDoesNothingUnasked() {
        // when
        Outcome outcome = run("text-encoder", "rewind", "1", "--quarantine");

        // then
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("the trainer goes on from version 1")
                .contains("leaves behind version 2")
                .contains("leaves behind version 3")
                .contains("left out for ever: curated.text-0@")
                .contains("nothing was done");
    }

    @Test
    void comparesWithWhatOtherSettingsWouldHaveMade() throws IOException {
        // given
        Path other = Files.writeString(directory.resolve("other.properties"), "passes=3\nmodel.learning.rate=0.01\n");
        Path wrong = Files.writeString(directory.resolve("wrong.properties"), "window.samples=7\n");

        // when
        Outcome outcome = run("text-encoder", "compare", "2", "--config", other.toString());
        Outcome refused = run("text-encoder", "compare", "2", "--config", wrong.toString());

        // then
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines().map(line -> line.replaceAll("\\s+", " ")))
                .contains("steps 7.0000 13.0000")
                .anyMatch(line -> line.startsWith("loss, last tenth"))
                .anyMatch(line -> line.startsWith("effective rank"));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("key 'window.samples'");
    }

    @Test
    void reportsAVersionOnAPageThatNeedsNothingElse() throws IOException {
        // given
        Path page = directory.resolve("report.html");

        // when
        Outcome outcome = run("text-encoder", "report", "latest", "--to", page.toString());

        // then
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(page)
                .content()
                .contains(versions.get(2).getCheckpointId())
                .contains("<polyline", "<circle", "curated.text-0@", "Nearest neighbours")
                .contains("Filled masks", "<span class=\"gap")
                .doesNotContain("Reconstructions", "<script", "http://", "https://", "NaN");
    }

    @Test
    void reportsAnAutoencoderWithPicturesThatItFills() throws IOException {
        // given
        Path page = directory.resolve("pictures.html");
        Path again = directory.resolve("again.html");

        // when
        Outcome outcome = run("image-encoder", "report", "2", "--to", page.toString());
        run("image-encoder", "report", "2", "--to", again.toString());

        // then
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(page)
                .content()
                .contains(pictures.get(1).getCheckpointId())
                .contains("Reconstructions", "alt=\"its reconstruction\" src=\"data:image/png;base64,")
                .doesNotContain("Filled masks", "<script", "NaN");
        assertThat(again).hasSameBinaryContentAs(page);
    }

    @Test
    void exportsAVersionToAFileThatMustBeNew() {
        // given
        String file = directory.resolve("exported.zip").toString();

        // when
        Outcome first = run("text-encoder", "export", "2", "--to", file);
        Outcome second = run("text-encoder", "export", "2", "--to", file);

        // then
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(second.status()).isEqualTo(2);
        assertThat(second.err()).contains("exists");
    }

    /** What was asked for, and what is expected of it. */
    private record Rebuilding(Outcome outcome) {
        /** The log of that run never had the samples. */
        void givesTheParametersOfARunWithout(IntPredicate missing) throws IOException {
            String expected;
            Path home = Files.createTempDirectory(directory, "clean");
            try (LocalBroker other = LocalBroker.start(home.resolve("broker"), 0)) {
                String name = directory.relativize(home).toString();
                List<Checkpoint> clean = train(other, name, "text-encoder", Modality.TEXT, missing, 3);
                expected = parameters(name, clean.get(2));
            }
            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.out())
                    .contains("parameters of the last: " + expected)
                    .contains("nothing was kept");
            assertThat(parameters("text-encoder", versions.get(2))).isNotEqualTo(expected);
        }
    }

    private static Rebuilding assertThatRebuilding(String... selection) {
        return new Rebuilding(run("text-encoder", "rebuild", selection[0], selection[1]));
    }

    /** Where {@code trained-on} finds a sample. */
    private static OffsetRange position(String sample) {
        Matcher found = Pattern.compile("curated.text-([0-9]+)@([0-9]+)\\.\\.([0-9]+)")
                .matcher(run("text-encoder", "trained-on", sample).out());
        assertThat(found.find()).as(sample).isTrue();
        return new OffsetRange(
                "curated.text",
                Integer.parseInt(found.group(1)),
                Long.parseLong(found.group(2)),
                Long.parseLong(found.group(3)));
    }

    /** No sample is. */
    private static boolean isMissing(int number) {
        return number < 0;
    }

    private static String parameters(String home, Checkpoint checkpoint) throws IOException {
        return manifest(home, checkpoint).vector("parameters").blob().getSha256();
    }

    private static List<Checkpoint> train(
            LocalBroker on, String model, Modality modality, IntPredicate missing, int updates) {
        return train(on, model, model, modality, missing, updates);
    }

    private static List<Checkpoint> train(
            LocalBroker on, String home, String model, Modality modality, IntPredicate missing, int updates) {
        try (TrainerTopics topics = new TrainerTopics(on.bootstrapServers(), model, modality)) {
            topics.publishWithout(missing, 0, updates * WINDOW + 12);
            try (ServiceThread trainer = start(on, home, model, modality)) {
                return await(trainer, topics, updates);
            }
        }
    }

    private static ServiceThread start(LocalBroker on, String home, String model, Modality modality) {
        return ServiceThread.start(
                model, new TrainerService(SmallModels.config(settings(on, home, model, modality))), PATIENCE);
    }

    private static Map<String, String> settings(LocalBroker on, String home, String model, Modality modality) {
        return SmallModels.settings(on.bootstrapServers(), directory.resolve(home), model, modality, WINDOW);
    }

    private static List<Checkpoint> await(ServiceThread trainer, TrainerTopics topics, int number) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            if (!trainer.isLive()) {
                trainer.ended().join();
            }
            return topics.checkpoints().size() >= number;
        });
        return topics.checkpoints();
    }

    private static Outcome run(String model, String... verbAndArguments) {
        Path blobs = directory.resolve(model).resolve("blobs");
        return new TrainerTerminal(broker.bootstrapServers(), blobs, model).run(verbAndArguments);
    }

    private static DirectoryBlobStore blobs(String home) {
        return new DirectoryBlobStore(directory.resolve(home).resolve("blobs"));
    }

    private static Manifest manifest(String home, Checkpoint checkpoint) throws IOException {
        return new Checkpoints(blobs(home)).read(checkpoint.getManifest());
    }

    private static void deleteRecordsBefore(List<OffsetRange> offsets) throws ExecutionException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        for (OffsetRange next : offsets) {
            deleted.put(
                    new TopicPartition(next.getTopic(), next.getPartition()),
                    RecordsToDelete.beforeOffset(next.getFromOffset()));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteRecords(deleted).all().get();
        }
    }
}
