package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.Modality;
import io.perennial.tests.TrainerTerminal.Outcome;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Windows that are closed before they are full. Each test has a model, and so a curated topic, of its own. */
class TrainerClosingIT extends OneTrainerWorld {
    private static final int FULL = 3_000;

    @Test
    void windowsThatTimeClosedAreDerivedAgainBitForBit() {
        // given
        Map<String, String> settings = world.settings("text-encoder", Modality.TEXT, FULL);
        settings.put("window.ms", "700");
        settings.put("window.least.samples", "30");
        try (TrainerTopics topics = world.topics("text-encoder", Modality.TEXT);
                ServiceThread trainer = TrainerWorld.start(settings)) {
            topics.publish(0, 45);
            Checkpoint first = TrainerWorld.await(trainer, topics, 1);
            topics.publish(45, 105);
            TrainerWorld.await(trainer, topics, 2);
            assertThat(first.getSamples()).isLessThan(FULL);
        }

        // when
        Outcome outcome = world.terminal("text-encoder").run("rederive", "latest", "--from-start");

        // then
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out().lines()).hasSizeGreaterThanOrEqualTo(2).allMatch(line -> line.endsWith("bit-exact"));
    }

    @Test
    void driftThatAsksToTrainNowClosesOneWindow() {
        // given
        Map<String, String> settings = world.settings("log-encoder", Modality.LOGS, FULL);
        settings.put("window.on.drift", "true");
        settings.put("window.least.samples", "30");
        try (TrainerTopics topics = world.topics("log-encoder", Modality.LOGS);
                ServiceThread trainer = TrainerWorld.start(settings)) {
            topics.publish(0, 45);
            assertThatNothingIsTrained(topics, 0);

            // when
            topics.drift(DriftRequest.TRAIN_NOW);

            // then
            TrainerWorld.await(trainer, topics, 1);
            topics.publish(45, 90);
            assertThatNothingIsTrained(topics, 1);
        }
    }

    private static void assertThatNothingIsTrained(TrainerTopics topics, int checkpoints) {
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> topics.checkpoints().size() == checkpoints);
    }
}
