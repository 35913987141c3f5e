package io.perennial.tests.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.perennial.evaluator.ControllerConfig;
import io.perennial.evaluator.ControllerService;
import io.perennial.evaluator.controller.AuditChain;
import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.TrainerAction;
import io.perennial.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class ControllerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static LocalBroker broker;
    private static PromotionTopics topics;

    private String model = "";

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(directory.resolve("kafka"), 0);
        topics = new PromotionTopics(broker.bootstrapServers(), new DirectoryBlobStore(directory.resolve("blobs")));
    }

    @AfterAll
    static void stop() {
        topics.close();
        broker.close();
    }

    @BeforeEach
    void ownModel(TestInfo test) {
        model = test.getTestMethod().orElseThrow().getName();
    }

    @Test
    void promotionAndRollbackGoOutTogetherWithTheirDecisionsAndTheRewindOfTheTrainer() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        Checkpoint second = topics.published(model, first);
        topics.report(first, EvaluationStage.OFFLINE, null, GateOutcome.PASS);
        try (ServiceThread controller = controller()) {
            awaitDecisions(controller, 1);
            topics.report(second, EvaluationStage.OFFLINE, first, GateOutcome.PASS);
            awaitDecisions(controller, 2);
            topics.report(second, EvaluationStage.SHADOW, first, GateOutcome.PASS);
            awaitDecisions(controller, 3);

            // when
            topics.command("rollback-" + model, model, OperatorAction.ROLLBACK, first, 3);
            awaitDecisions(controller, 4);
        }

        // then
        assertThat(topics.kinds(model))
                .containsExactly(
                        DecisionKind.PROMOTE, DecisionKind.CHALLENGE, DecisionKind.PROMOTE, DecisionKind.ROLLBACK);
        DesiredModel last = topics.desired(model).get(3);
        assertThat(last.getChampion().getCheckpointId()).isEqualTo(first.getCheckpointId());
        assertThat(last.getQuarantined()).containsExactly(second.getCheckpointId());
        assertThat(topics.trainerCommands(model)).singleElement().satisfies(command -> {
            assertThat(command.getAction()).isEqualTo(TrainerAction.REWIND);
            assertThat(command.getCheckpointId()).isEqualTo(first.getCheckpointId());
            assertThat(command.getQuarantined()).isEqualTo(second.getWindows());
        });
    }

    @Test
    void candidateThatWaitedComesIntoTheShadowAlsoWhenTheControllerWasRestartedMeanwhile() throws IOException {
        // given
        Checkpoint champion = topics.published(model, null);
        Checkpoint shadowed = topics.published(model, champion);
        Checkpoint waiting = topics.published(model, shadowed);
        topics.report(champion, EvaluationStage.OFFLINE, null, GateOutcome.PASS);
        try (ServiceThread controller = controller()) {
            awaitDecisions(controller, 1);
            topics.report(shadowed, EvaluationStage.OFFLINE, champion, GateOutcome.PASS);
            awaitDecisions(controller, 2);
            topics.report(waiting, EvaluationStage.OFFLINE, champion, GateOutcome.PASS);
            awaitDecisions(controller, 3);
        }

        // when
        topics.report(shadowed, EvaluationStage.SHADOW, champion, GateOutcome.FAIL);
        try (ServiceThread controller = controller()) {
            awaitDecisions(controller, 5);
        }

        // then
        assertThat(topics.kinds(model))
                .containsExactly(
                        DecisionKind.PROMOTE,
                        DecisionKind.CHALLENGE,
                        DecisionKind.CHALLENGE,
                        DecisionKind.REFUSE,
                        DecisionKind.CHALLENGE);
        assertThat(topics.desired(model))
                .extracting(desired -> desired.getChallenger() == null
                        ? ""
                        : desired.getChallenger().getCheckpointId())
                .containsExactly("", shadowed.getCheckpointId(), "", waiting.getCheckpointId());
    }

    @Test
    void driftSignalHoldsPromotionOfTheModelsThatLearnFromItsModality() throws IOException {
        // given a model of pictures, and one of text
        Checkpoint picture = Checkpoint.newBuilder(topics.checkpoint(model, null, null))
                .setWindows(List.of(new OffsetRange(Topics.curated(Modality.IMAGES), 0, 0L, 10L)))
                .build();
        topics.publish(picture);
        String other = "text beside " + model;
        Checkpoint text = topics.published(other, null);
        try (ServiceThread controller = controller()) {
            awaitReady(controller);

            // when
            topics.drift("camera-3");
            awaitDecisions(controller, 1);
            topics.report(picture, EvaluationStage.OFFLINE, null, GateOutcome.PASS);
            awaitDecisions(controller, 2);
            topics.report(text, EvaluationStage.OFFLINE, null, GateOutcome.PASS);
            await().atMost(LIMIT).until(() -> !topics.decisions(other).isEmpty());
        }

        // then
        assertThat(topics.kinds(model)).containsExactly(DecisionKind.HOLD, DecisionKind.REFUSE);
        assertThat(topics.decisions(model).get(0).getReason()).contains("entropy of source camera-3");
        assertThat(topics.kinds(other)).containsExactly(DecisionKind.PROMOTE);
    }

    @Test
    void driftThatDoesNotHurtTheChampionIsNoReasonToHoldAlsoWhenThatIsReadFirst() throws IOException {
        // given a champion of pictures
        Checkpoint picture = Checkpoint.newBuilder(topics.checkpoint(model, null, null))
                .setWindows(List.of(new OffsetRange(Topics.curated(Modality.IMAGES), 0, 0L, 10L)))
                .build();
        topics.publish(picture);
        topics.report(picture, EvaluationStage.OFFLINE, null, GateOutcome.PASS);
        try (ServiceThread controller = controller()) {
            awaitDecisions(controller, 1);

            // when
            topics.unharmed(picture, "camera-4");
            topics.drift("camera-4");
            awaitDecisions(controller, 3);
        }

        // then
        assertThat(topics.kinds(model))
                .containsExactly(DecisionKind.PROMOTE, DecisionKind.HOLD, DecisionKind.RELEASE_HOLD);
        assertThat(topics.desired(model)).extracting(DesiredModel::getHold).containsExactly(false, true, false);
    }

    @Test
    void reportThatComesBeforeItsCheckpointWaitsEvenOverARestart() throws IOException {
        // given
        Checkpoint late = topics.checkpoint(model, null, null);
        topics.report(late, EvaluationStage.OFFLINE, null, GateOutcome.PASS);
        try (ServiceThread controller = controller()) {
            topics.command("hold-" + model, model, OperatorAction.HOLD, null, 0);
            awaitDecisions(controller, 1);
            topics.command("release-" + model, model, OperatorAction.RELEASE_HOLD, null, 1);
            awaitDecisions(controller, 2);
        }

        // when
        topics.publish(late);
        try (ServiceThread controller = controller()) {
            awaitDecisions(controller, 3);
        }

        // then
        assertThat(topics.kinds(model))
                .containsExactly(DecisionKind.HOLD, DecisionKind.RELEASE_HOLD, DecisionKind.PROMOTE);
    }

    @Test
    void allEventsReadASecondTimeLeadToNoSecondDecision() throws Exception {
        // given
        Checkpoint first = topics.published(model, null);
        topics.report(first, EvaluationStage.OFFLINE, null, GateOutcome.PASS);
        try (ServiceThread controller = controller()) {
            awaitDecisions(controller, 1);
            topics.command("hold-" + model, model, OperatorAction.HOLD, null, 1);
            awaitDecisions(controller, 2);
        }
        List<byte[]> before = topics.bytes(Topics.PROMOTION_DECISIONS);
        forgetOffsets();

        // when
        try (ServiceThread controller = controller()) {
            topics.command("release-" + model, model, OperatorAction.RELEASE_HOLD, null, 2);
            awaitDecisions(controller, 3);
        }

        // then
        List<byte[]> after = topics.bytes(Topics.PROMOTION_DECISIONS);
        assertThat(after.subList(0, before.size()))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(before);
        assertThat(after).hasSize(before.size() + 1);
    }

    @Test
    void decisionsOfTheLogAreAnIntactChainForEachModel() throws IOException {
        // given
        Checkpoint first = topics.published(model, null);
        topics.report(first, EvaluationStage.OFFLINE, null, GateOutcome.INCONCLUSIVE);
        try (ServiceThread controller = controller()) {
            awaitDecisions(controller, 1);
            topics.command("promote-" + model, model, OperatorAction.PROMOTE, first, 0);
            awaitDecisions(controller, 2);
        }

        // when
        List<byte[]> chain = topics.bytes(Topics.PROMOTION_DECISIONS).stream()
                .filter(bytes -> PromotionTopics.modelOf(bytes).equals(model))
                .toList();

        // then
        assertThat(chain).hasSize(2);
        assertThat(AuditChain.verify(chain)).isEmpty();
    }

    @Test
    void secondControllerTakesOverAndTheFirstEndsWithOneClearLine() throws Exception {
        // given
        Checkpoint first = topics.published(model, null);
        ServiceThread old = controller();
        awaitReady(old);

        // when
        try (ServiceThread young = controller()) {
            awaitReady(young);
            topics.report(first, EvaluationStage.OFFLINE, null, GateOutcome.PASS);
            await().atMost(LIMIT).until(() -> topics.kinds(model).size() == 1);

            // then
            await().atMost(LIMIT).until(() -> !old.isLive());
            assertThat(old.ended())
                    .failsWithin(LIMIT)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY))
                    .withMessageContaining("another controller");
        } finally {
            old.close();
        }
        assertThat(topics.kinds(model)).containsExactly(DecisionKind.PROMOTE);
    }

    private static ServiceThread controller() {
        ServiceConfig config = ServiceConfig.parse(
                ControllerConfig.definition(),
                Map.of(
                        ServiceConfig.BOOTSTRAP_SERVERS, broker.bootstrapServers(),
                        ServiceConfig.MLFLOW_URI, "",
                        ServiceConfig.BLOB_DIRECTORY, directory.resolve("blobs").toString()));
        return ServiceThread.start("controller", new ControllerService(config), LIMIT);
    }

    private void awaitDecisions(ServiceThread controller, int count) {
        await().atMost(LIMIT).until(() -> {
            assertThat(controller.isLive()).isTrue();
            return topics.decisions(model).size() >= count;
        });
    }

    private static void awaitReady(ServiceThread controller) {
        await().atMost(LIMIT).until(controller::isReady);
    }

    private static void forgetOffsets() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteConsumerGroupOffsets(
                            "perennial-controller",
                            Set.of(
                                    new TopicPartition(Topics.EVALUATION_REPORTS, 0),
                                    new TopicPartition(Topics.OPS_COMMANDS, 0)))
                    .all()
                    .get();
        }
    }
}
