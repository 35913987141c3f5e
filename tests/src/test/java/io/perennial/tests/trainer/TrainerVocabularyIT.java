package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Encoder;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.Setting;
import io.perennial.encoders.checkpoint.TokenizerJson;
import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Modality;
import io.perennial.tests.TrainerTerminal.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Updates of a log model, with adapters from the second on, over the lines of one system and then over those of another. */
class TrainerVocabularyIT extends OneTrainerWorld {
    private static final String MODEL = "log-encoder";
    private static final int WINDOW = 96;
    private static final int KNOWN = 300;
    private static final int LIMIT = 340;

    private static List<Checkpoint> versions = List.of();

    @BeforeAll
    static void trainFourVersions() {
        Map<String, String> settings = new HashMap<>(world.settings(MODEL, Modality.LOGS, WINDOW));
        settings.putAll(Map.of(
                "model.vocabulary", Integer.toString(KNOWN),
                "model.vocabulary.limit", Integer.toString(LIMIT),
                "model.vocabulary.tokens.per.byte", "0.3",
                "model.adapter.rank", "2",
                "model.ema.decay", "0.9",
                "replay.share", "0.25"));
        try (TrainerTopics topics = world.topics(MODEL, Modality.LOGS)) {
            topics.publish(0, WINDOW);
            topics.publishTexts(TrainerVocabularyIT::lineOfANewSystem, WINDOW, 3 * WINDOW);
            try (ServiceThread trainer = TrainerWorld.start(settings)) {
                TrainerWorld.await(trainer, topics, 3);
            }
            topics.publishTexts(TrainerVocabularyIT::lineOfANewSystem, 3 * WINDOW, 4 * WINDOW);
            try (ServiceThread restarted = TrainerWorld.start(settings)) {
                TrainerWorld.await(restarted, topics, 4);
            }
            versions = topics.checkpoints();
        }
    }

    @Test
    void theNewSystemGrowsTheVocabularyAndTheManifestTellsFromHowManyToHowMany() throws IOException {
        // when
        Manifest first = manifest(1);
        Manifest second = manifest(2);

        // then
        BytePairTokenizer before = tokenizer(first);
        BytePairTokenizer after = tokenizer(second);
        assertThat(after.vocabulary()).isGreaterThan(before.vocabulary()).isLessThanOrEqualTo(LIMIT);
        assertThat(after.merges()).startsWith(before.merges().toArray(BytePairTokenizer.Merge[]::new));
        assertThat(first.lineage().settings()).doesNotContainKey("vocabulary.grew.from");
        assertThat(second.lineage().settings())
                .containsEntry("vocabulary.grew.from", Integer.toString(before.vocabulary()))
                .containsEntry("vocabulary.grew.to", Integer.toString(after.vocabulary()));
        assertThat(second.configuration().integer(Setting.VOCABULARY)).isEqualTo(Math.max(KNOWN, after.vocabulary()));
    }

    @Test
    void linesOfTheNewSystemAreCutIntoFewerTokens() throws IOException {
        // given
        String line = lineOfANewSystem(7);

        // then
        assertThat(tokenizer(manifest(2)).encode(line))
                .hasSizeLessThan(tokenizer(manifest(1)).encode(line).length);
    }

    @Test
    void updatesAfterTheFirstTrainAdaptersAndTheirManifestsTellSo() throws IOException {
        // then
        assertThat(manifest(1).lineage().settings()).doesNotContainKey("adapter.trained.parameters");
        for (int version = 2; version <= versions.size(); version++) {
            assertThat(manifest(version).lineage().settings())
                    .containsKey("adapter.trained.parameters")
                    .containsEntry("adapter.frozen.parameters", Integer.toString(12 * 16 * 16));
        }
    }

    @Test
    void everyVersionIsDerivedAgainBitForBit() {
        // when
        Outcome outcome = run("rederive", "latest", "--from-start");

        // then
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out().lines()).hasSize(4).allMatch(line -> line.endsWith("bit-exact"));
    }

    @Test
    void aVersionThatGrewIsComparedWithWhatOtherSettingsWouldHaveMade() throws IOException {
        // given
        Path other = Files.writeString(
                directory.resolve("other.properties"), "model.vocabulary.limit=0\nmodel.adapter.rank=0\n");

        // when
        Outcome outcome = run("compare", "2", "--config", other.toString());

        // then
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("effective rank");
    }

    @Test
    void everyVersionEmbedsAndSoDoesItsUntrainedCounterpart() throws IOException {
        for (Checkpoint version : versions) {
            try (Encoder encoder = checkpoints().load(version.getManifest());
                    Encoder untrained = checkpoints().loadUntrained(version.getManifest())) {
                List<Content> lines = List.of(new Content.Text(lineOfANewSystem(3)));
                assertThat(encoder.selfTest()).isZero();
                assertThat(untrained.embed(lines)[0]).hasSize(16).isNotEqualTo(encoder.embed(lines)[0]);
            }
        }
    }

    private static String lineOfANewSystem(int number) {
        return "kernel: segfault in systemd-journald unit " + number % 7 + ", watchdog throttled cpu " + number % 5;
    }

    private static Outcome run(String... verbAndArguments) {
        return world.terminal(MODEL).run(verbAndArguments);
    }

    private static Manifest manifest(int version) throws IOException {
        return checkpoints().read(versions.get(version - 1).getManifest());
    }

    private static BytePairTokenizer tokenizer(Manifest manifest) throws IOException {
        return (BytePairTokenizer) TokenizerJson.read(blobs().get(Objects.requireNonNull(manifest.tokenizer())));
    }

    private static Checkpoints checkpoints() {
        return new Checkpoints(blobs());
    }

    private static DirectoryBlobStore blobs() {
        return new DirectoryBlobStore(world.home(MODEL).resolve("blobs"));
    }
}
