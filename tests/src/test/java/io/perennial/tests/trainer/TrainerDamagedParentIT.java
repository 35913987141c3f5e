package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Manifest;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a trainer says of a last checkpoint that it cannot train on, and that it announces nothing then. */
class TrainerDamagedParentIT extends OneTrainerWorld {
    private static final int WINDOW = 48;

    private static TrainerTopics topics;
    private static Checkpoint sound;

    @BeforeAll
    static void trainAVersionAndLeaveAWindow() {
        topics = world.topics("text-encoder", Modality.TEXT);
        topics.publish(0, WINDOW);
        try (ServiceThread trainer = start(Map.of())) {
            sound = TrainerWorld.await(trainer, topics, 1);
        }
        topics.publish(WINDOW, 2 * WINDOW);
    }

    @AfterAll
    static void closeTopics() {
        topics.close();
    }

    @ParameterizedTest
    @CsvSource({
        "NEWER_FORMAT, has format 2; this version reads 1 to 1",
        "UNKNOWN_SETTING, unknown key sharpness",
        "TOKENIZER_OF_ANOTHER_MODEL, but text-encoder knows ids below 300",
        "PARAMETER_THAT_IS_NO_NUMBER, with gradient norm NaN at step 4; lower learning.rate"
    })
    void endsWithOneLineThatTellsWhatIsWrong(AlteredCheckpoint altered, String complaint) throws IOException {
        // given
        topics.announce(altered.of(sound, "", blobs()));
        int announced = announced();

        // when
        try (ServiceThread trainer = start(Map.of())) {

            // then
            assertThatFailureOf(trainer).satisfies(failure -> {
                assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA);
                assertThat(failure).hasMessageContaining(complaint).hasMessageNotContaining("\n");
            });
        }
        assertThat(announced()).isEqualTo(announced);
    }

    @Test
    void endsWithOneLineWhenABlobIsTruncated() throws IOException {
        // given
        Path file = blobs().path(manifest(sound).vector("moment.first").blob());
        byte[] kept = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(kept, 100));
        topics.announce(sound);
        int announced = announced();

        // when
        try (ServiceThread trainer = start(Map.of())) {

            // then
            assertThatFailureOf(trainer).satisfies(failure -> {
                assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA);
                assertThat(failure)
                        .hasMessageContaining(sound.getCheckpointId() + " of text-encoder cannot be continued")
                        .hasMessageContaining("has 100 bytes");
            });
        } finally {
            Files.write(file, kept);
        }
        assertThat(announced()).isEqualTo(announced);
    }

    @Test
    void goesOnWithTheTokenizerOfTheCheckpointWhateverIsConfigured() throws IOException {
        // given
        topics.announce(sound);
        int announced = announced();

        // when
        try (ServiceThread trainer = start(Map.of("model.tokenizer.file", "/nowhere.json"))) {
            Checkpoint next = TrainerWorld.await(trainer, topics, announced + 1);

            // then
            assertThat(manifest(next).tokenizer()).isEqualTo(manifest(sound).tokenizer());
        }
    }

    @Test
    void doesNotBeginAModelWithATokenizerThatIsNotThere() {
        // given
        try (TrainerTopics logs = world.topics("log-encoder", Modality.LOGS)) {
            logs.publish(0, WINDOW);
            Map<String, String> settings = world.settings("log-encoder", Modality.LOGS, WINDOW);
            settings.put("model.tokenizer.file", "/nowhere.json");

            // when
            try (ServiceThread trainer = TrainerWorld.start(settings)) {

                // then
                assertThatFailureOf(trainer).satisfies(failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
                    assertThat(failure).hasMessageContaining("tokenizer.file /nowhere.json");
                });
            }
            assertThat(logs.checkpoints()).isEmpty();
        }
    }

    private static ServiceThread start(Map<String, String> more) {
        Map<String, String> settings = world.settings("text-encoder", Modality.TEXT, WINDOW);
        settings.putAll(more);
        return TrainerWorld.start(settings);
    }

    private static int announced() {
        return topics.checkpoints().size();
    }

    private static Manifest manifest(Checkpoint checkpoint) throws IOException {
        return new Checkpoints(blobs()).read(checkpoint.getManifest());
    }

    private static DirectoryBlobStore blobs() {
        return new DirectoryBlobStore(world.home("text-encoder").resolve("blobs"));
    }

    private static ObjectAssert<ServiceException> assertThatFailureOf(ServiceThread trainer) {
        return assertThat(trainer.ended())
                .failsWithin(TrainerWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .asInstanceOf(type(ServiceException.class));
    }
}
