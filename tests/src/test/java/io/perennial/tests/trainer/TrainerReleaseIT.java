package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Encoder;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.StepResult;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.Modality;
import io.perennial.tests.TrainerTerminal.Outcome;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two updates with an infinite schedule and an average of the weights; a drift signal comes between them. */
class TrainerReleaseIT extends OneTrainerWorld {
    private static final String MODEL = "text-encoder";
    private static final int WINDOW = 240;

    private static List<Checkpoint> versions = List.of();

    @BeforeAll
    static void trainTwoVersions() {
        Map<String, String> settings = new HashMap<>(world.settings(MODEL, Modality.TEXT, WINDOW));
        settings.putAll(Map.of(
                "model.schedule", "infinite",
                "model.anneal.share", "0.25",
                "model.warmup.steps", "4",
                "model.decay.steps", "20",
                "model.ema.decay", "0.9",
                "model.spike.factor", "10",
                "model.ewc.strength", "1000",
                "replay.policy", "mixed",
                "replay.capacity", "100"));
        try (TrainerTopics topics = world.topics(MODEL, Modality.TEXT);
                ServiceThread trainer = TrainerWorld.start(settings)) {
            topics.publish(0, WINDOW + 12);
            TrainerWorld.await(trainer, topics, 1);
            topics.drift(DriftRequest.RAISE_REPLAY);
            topics.publish(WINDOW + 12, 2 * WINDOW + 24);
            TrainerWorld.await(trainer, topics, 2);
            versions = topics.checkpoints();
        }
    }

    @Test
    void eachCheckpointNamesItsBranchAndIsEmbeddedWithIt() throws IOException {
        for (Checkpoint version : versions) {
            // when
            Manifest manifest = checkpoints().read(version.getManifest());
            List<StepResult> trace = checkpoints().trace(manifest);

            // then
            int branch = Integer.parseInt(manifest.lineage().settings().get("branch.steps"));
            assertThat(manifest.lineage().settings())
                    .containsEntry("branch.leaves.trunk.after.step", Long.toString(version.getSteps()));
            assertThat(branch).isPositive();
            assertThat(trace.get(trace.size() - 1).step()).isEqualTo(version.getSteps() + branch);
            assertThat(trace.get(trace.size() - 1).learningRate())
                    .isLessThan(0.2 * trace.get(trace.size() - 1 - branch).learningRate());
            assertThat(manifest.released()).isNotEqualTo(manifest.vector("parameters"));
            try (Encoder encoder = checkpoints().load(version.getManifest())) {
                assertThat(encoder.selfTest()).isZero();
            }
        }
    }

    @Test
    void secondUpdateGoesOnFromTheTrunk() throws IOException {
        // when
        Manifest second = checkpoints().read(versions.get(1).getManifest());

        // then
        assertThat(checkpoints().trace(second).get(0).step())
                .isEqualTo(versions.get(0).getSteps() + 1);
    }

    @Test
    void driftRaisesTheShareOfReplayAndTheManifestKeepsIt() throws IOException {
        // when
        Map<String, String> first =
                checkpoints().read(versions.get(0).getManifest()).lineage().settings();
        Map<String, String> second =
                checkpoints().read(versions.get(1).getManifest()).lineage().settings();

        // then
        assertThat(first).containsEntry("replay.share", "0.05").containsEntry("replay.policy", "mixed");
        assertThat(second).containsEntry("replay.share", "0.25").containsEntry("replay.drift.signals.until", "1");
    }

    @Test
    void bothVersionsAreDerivedAgainBitForBit() {
        // when
        Outcome outcome = world.terminal(MODEL).run("rederive", "latest", "--from-start");

        // then
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out().lines()).hasSize(2).allMatch(line -> line.endsWith("bit-exact"));
    }

    private static Checkpoints checkpoints() {
        return new Checkpoints(new DirectoryBlobStore(world.home(MODEL).resolve("blobs")));
    }
}
