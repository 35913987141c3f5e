package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.Checkpoints;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topics;
import io.perennial.tests.JavaProcess;
import io.perennial.tests.TrainerTerminal;
import io.perennial.tests.TrainerTerminal.Outcome;
import io.perennial.trainer.terminal.TerminalMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each verb of {@code perennial-trainer} says of checkpoints and logs that are damaged: one line, the right exit code, and every
 * blob, topic and file as it was before.
 */
class TrainerBadInputIT extends OneTrainerWorld {
    private static final int WINDOW = 48;
    private static final int ROOM = 4 * 1024;

    /** In the window of the second version. */
    private static final String SAMPLE = "sample-70";

    private static Admin admin;
    private static List<Checkpoint> versions = List.of();
    private static Path otherSettings;

    /** What happens to a file of the blob store. */
    private enum Damage {
        TRUNCATED("has 100 bytes and sha256 ") {
            @Override
            void to(Path file) throws IOException {
                Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
            }
        },
        ONE_BIT_CHANGED("; expected ") {
            @Override
            void to(Path file) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        },
        REMOVED("is not in ") {
            @Override
            void to(Path file) throws IOException {
                Files.delete(file);
            }
        };

        private final String complaint;

        Damage(String complaint) {
            this.complaint = complaint;
        }

        abstract void to(Path file) throws IOException;
    }

    @BeforeAll
    static void trainTwoVersions() throws IOException {
        admin = Admin.create(Map.of("bootstrap.servers", world.bootstrapServers()));
        otherSettings = Files.writeString(directory.resolve("other.properties"), "passes=3\n");
        versions = train("text-encoder", Modality.TEXT, Map.of());
    }

    @AfterAll
    static void closeAdmin() {
        admin.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyVerbThatNeedsTheTensorsTellsThatTheyAreDamaged(Damage damage) throws Exception {
        // given
        Path file = blobs("text-encoder")
                .path(new Checkpoints(blobs("text-encoder"))
                        .read(versions.get(0).getManifest())
                        .vector("parameters")
                        .blob());
        byte[] kept = Files.readAllBytes(file);
        damage.to(file);
        try {
            for (String verb : List.of(
                    "rederive 2",
                    "rewind 1 --yes --reason test",
                    "rebuild 2 --without " + SAMPLE,
                    "compare 2 --config " + otherSettings,
                    "export 1 --to FILE",
                    "report 1 --to FILE")) {
                // then
                assertThatVerb("text-encoder", verb)
                        .isRefused(ExitCode.DATA, versions.get(0).getCheckpointId(), damage.complaint);
            }
        } finally {
            Files.write(file, kept);
        }
    }

    @Test
    void everyVerbTellsThatAManifestIsDamaged() throws Exception {
        // given
        Damage damage = Damage.TRUNCATED;
        Path file = blobs("text-encoder").path(versions.get(1).getManifest());
        byte[] kept = Files.readAllBytes(file);
        damage.to(file);
        try {
            for (String verb : List.of(
                    "trained-on " + SAMPLE,
                    "rederive 2",
                    "rewind 2 --yes --reason test",
                    "rebuild 2 --without " + SAMPLE,
                    "compare 2 --config " + otherSettings,
                    "export 2 --to FILE",
                    "report 2 --to FILE")) {
                // then
                assertThatVerb("text-encoder", verb)
                        .isRefused(ExitCode.DATA, versions.get(1).getCheckpointId(), damage.complaint);
            }
        } finally {
            Files.write(file, kept);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NEWER_FORMAT, has format 2; this version reads 1 to 1; use a newer version of the software",
        "UNKNOWN_SETTING, has a configuration that this version cannot read: model text-encoder: unknown key sharpness",
        "TOKENIZER_OF_ANOTHER_MODEL, but text-encoder knows ids below 300"
    })
    void everyVerbThatOpensACheckpointTellsWhyItCannot(AlteredCheckpoint altered, String complaint) throws Exception {
        // given
        Checkpoint announced = altered.of(versions.get(1), versions.get(0).getChainHash(), blobs("text-encoder"));
        try (TrainerTopics topics = world.topics("text-encoder", Modality.TEXT)) {
            topics.announce(announced);
            try {
                for (String verb : List.of(
                        "rewind ID --yes --reason test",
                        "compare ID --config " + otherSettings,
                        "export ID --to FILE",
                        "report ID --to FILE")) {
                    // then
                    assertThatVerb("text-encoder", verb.replace("ID", announced.getCheckpointId()))
                            .isRefused(ExitCode.DATA, announced.getCheckpointId(), complaint);
                }
            } finally {
                topics.announce(versions.get(1));
            }
        }
    }

    @Test
    void rederivationTellsThatATokenizerWasExchanged() throws Exception {
        // given
        Checkpoint announced = AlteredCheckpoint.TOKENIZER_OF_ANOTHER_MODEL.of(
                versions.get(1), versions.get(0).getChainHash(), blobs("text-encoder"));
        try (TrainerTopics topics = world.topics("text-encoder", Modality.TEXT)) {
            topics.announce(announced);

            // when
            Outcome outcome = world.terminal("text-encoder").run("rederive", announced.getCheckpointId());

            // then
            assertThat(outcome.status()).isEqualTo(ExitCode.DATA.status());
            assertThat(outcome.out()).contains("NOT the same bits", "tokenizer: then ");
            topics.announce(versions.get(1));
        }
    }

    @Test
    void everyVerbThatNeedsTheRecordsTellsWhichTheTopicHasLost() throws Exception {
        // given a model without archives, all of whose records are deleted
        List<Checkpoint> trained = train("log-encoder", Modality.LOGS, Map.of("archive", "false"));
        deleteRecordsBefore(trained.get(1));
        for (String verb : List.of(
                "trained-on " + SAMPLE,
                "rederive 2",
                "rewind 1 --yes --reason test",
                "rebuild 2 --without " + SAMPLE,
                "compare 2 --config " + otherSettings,
                "report 2 --to FILE")) {
            // then
            assertThatVerb("log-encoder", verb).isRefused(ExitCode.DATA, "curated.logs-", "restore the topic");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export 2 --to FILE",
                "report 2 --to FILE",
                "rebuild 2 --without " + SAMPLE + " --candidate --yes --reason test"
            })
    void everyVerbThatWritesTellsThatTheDiskIsFull(String verb) throws Exception {
        // given
        try (ScarceDisk disk = ScarceDisk.at(directory.resolve("disk"))) {
            Path blobs = disk.directory().resolve("blobs");
            copy(directory.resolve("text-encoder").resolve("blobs"), blobs);
            disk.leave(ROOM);
            Path file = disk.directory().resolve("file");
            Files.writeString(file.resolveSibling("kept"), "kept");
            SortedMap<String, String> before = digests(disk.directory());
            Map<String, Long> ends = ends();

            // when
            List<String> arguments = new TrainerTerminal(world.bootstrapServers(), blobs, "text-encoder")
                    .arguments(verb.replace("FILE", file.toString()).split(" "));
            try (JavaProcess terminal = JavaProcess.start(disk.confinement(), TerminalMain.class, arguments)) {
                int status = terminal.awaitExit();

                // then
                assertThat(status).as(String.join("\n", terminal.output())).isEqualTo(ExitCode.DEPENDENCY.status());
                assertThat(terminal.output())
                        .noneMatch(line -> line.startsWith("\tat "))
                        .filteredOn(line -> line.startsWith("perennial-trainer: "))
                        .singleElement()
                        .asString()
                        .contains(disk.directory().toString(), disk.complaint());
            }
            assertThat(digests(disk.directory())).containsAllEntriesOf(before).doesNotContainKey("file");
            assertThat(ends()).isEqualTo(ends);
            disk.free();
        }
    }

    /** What a verb led to, and how everything was before. */
    private record Attempt(
            Path blobs, SortedMap<String, String> before, Map<String, Long> ends, Path file, Outcome outcome) {
        void isRefused(ExitCode code, String... parts) throws Exception {
            assertThat(outcome.status()).as(outcome.toString()).isEqualTo(code.status());
            assertThat(outcome.err().lines())
                    .noneMatch(line -> line.startsWith("\tat "))
                    .filteredOn(line -> line.startsWith("perennial-trainer: "))
                    .singleElement()
                    .asString()
                    .contains(parts);
            assertThat(digests(blobs)).isEqualTo(before);
            assertThat(ends()).isEqualTo(ends);
            assertThat(file).doesNotExist();
        }
    }

    private static Attempt assertThatVerb(String model, String verb) throws Exception {
        Path blobs = directory.resolve(model).resolve("blobs");
        Path file = directory.resolve("file");
        SortedMap<String, String> before = digests(blobs);
        Map<String, Long> ends = ends();
        Outcome outcome =
                world.terminal(model).run(verb.replace("FILE", file.toString()).split(" "));
        return new Attempt(blobs, before, ends, file, outcome);
    }

    private static DirectoryBlobStore blobs(String model) {
        return new DirectoryBlobStore(directory.resolve(model).resolve("blobs"));
    }

    private static List<Checkpoint> train(String model, Modality modality, Map<String, String> more) {
        Map<String, String> settings = world.settings(model, modality, WINDOW);
        settings.putAll(more);
        try (TrainerTopics topics = world.topics(model, modality);
                ServiceThread trainer = TrainerWorld.start(settings)) {
            topics.publish(0, 2 * WINDOW);
            TrainerWorld.await(trainer, topics, 2);
            return topics.checkpoints();
        }
    }

    private static void deleteRecordsBefore(Checkpoint checkpoint) throws ExecutionException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        checkpoint
                .getNextOffsets()
                .forEach(next -> deleted.put(
                        new TopicPartition(next.getTopic(), next.getPartition()),
                        RecordsToDelete.beforeOffset(next.getFromOffset())));
        admin.deleteRecords(deleted).all().get();
    }

    /** Where the topics end that a verb may write to. */
    private static Map<String, Long> ends() throws ExecutionException, InterruptedException {
        Map<String, Long> ends = new TreeMap<>();
        for (String topic : List.of(Topics.TRAINING_CHECKPOINTS, Topics.TRAINING_CONTROL)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            ends.put(
                    topic,
                    admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get()
                            .offset());
        }
        return ends;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static SortedMap<String, String> digests(Path root) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                digests.put(root.relativize(file).toString(), Sha256.of(file));
            }
        }
        return digests;
    }
}
