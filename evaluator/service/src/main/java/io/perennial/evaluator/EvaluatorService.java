package io.perennial.evaluator;

import io.perennial.encoders.Checkpoints;
import io.perennial.evaluator.gate.GatePolicy;
import io.perennial.evaluator.gold.GoldSets;
import io.perennial.evaluator.harm.HarmWatch;
import io.perennial.evaluator.history.EvaluationHistory;
import io.perennial.evaluator.history.ReportPublisher;
import io.perennial.evaluator.shadow.ShadowWatch;
import io.perennial.runtime.LoopingService;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.GateResult;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges every checkpoint once, every challenger in the shadow, and every drift by the harm that it does. All state is what the
 * topics say: on start it reads them, and what has a report is not judged again. One thread does all the work; {@link #stop()} may
 * come from another.
 */
public final class EvaluatorService extends LoopingService {
    private static final Logger log = LoggerFactory.getLogger(EvaluatorService.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ServiceConfig config;
    private final Clock clock;
    private final List<String> models;
    private final GatePolicy policy;
    private final KafkaClients clients;
    private final EvaluationHistory history = new EvaluationHistory();
    private final BlobStore blobs;
    private final OfflineEvaluation offline;
    private final Map<String, ShadowWatch> shadows = new HashMap<>();
    private final Map<String, Instant> waitingForGold = new HashMap<>();
    private final Map<String, Instant> waitingForDecision = new HashMap<>();

    public EvaluatorService(ServiceConfig config) {
        this(config, Clock.systemUTC());
    }

    EvaluatorService(ServiceConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.models = config.getList(EvaluatorConfig.MODELS);
        String file = config.getString(EvaluatorConfig.GATE_POLICY);
        this.policy = file.isEmpty() ? GatePolicy.bundled() : GatePolicy.read(Path.of(file));
        this.clients = new KafkaClients(config, "perennial-evaluator");
        this.blobs = config.blobs();
        this.offline = new OfflineEvaluation(
                history,
                new GoldSets(blobs, clock),
                new Checkpoints(blobs),
                new LeakageScan(clients, blobs),
                policy,
                clock,
                this::isStopping);
    }

    @Override
    protected void work() {
        // Fencing comes before reading: when the end of the reports is reached, nobody else can add to them.
        try (ReportPublisher publisher = ReportPublisher.start(clients, models);
                TopicTail tail = new TopicTail(clients.consumer(Map.of()), EvaluationHistory.TOPICS, history::apply);
                HarmWatch harm = new HarmWatch(clients, history, blobs, harmSettings(), clock)) {
            tail.readToEnd();
            becomeReady();
            while (!isStopping()) {
                tail.poll(POLL);
                for (String model : models) {
                    judgeNext(model, publisher);
                    watchShadow(model, publisher);
                }
                harm.poll(publisher);
            }
        } catch (CancellationException | InterruptException e) {
            log.atInfo().log("evaluation abandoned; it starts again after the restart");
        } finally {
            shadows.values().forEach(ShadowWatch::close);
            shadows.clear();
        }
    }

    private void judgeNext(String model, ReportPublisher publisher) {
        Optional<Checkpoint> next = isStopping() ? Optional.empty() : history.nextToJudge(model);
        if (next.isEmpty() || mustWait(model)) {
            return;
        }
        Checkpoint checkpoint = next.get();
        log.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("version", checkpoint.getVersion())
                .addKeyValue("checkpoint", checkpoint.getCheckpointId())
                .log("judging");
        publish(offline.judge(checkpoint), publisher);
    }

    private boolean mustWait(String model) {
        boolean noGold = history.goldSets(model).isEmpty();
        return waits(waitingForGold, model, noGold, config.getLong(EvaluatorConfig.GOLD_WAIT))
                || waits(
                        waitingForDecision,
                        model,
                        history.awaitsDecision(model),
                        config.getLong(EvaluatorConfig.DECISION_WAIT));
    }

    /** True while the condition holds, but not longer than the limit. */
    private boolean waits(Map<String, Instant> since, String model, boolean condition, long limitMillis) {
        if (!condition) {
            since.remove(model);
            return false;
        }
        Instant now = clock.instant();
        return now.isBefore(since.computeIfAbsent(model, first -> now).plusMillis(limitMillis));
    }

    private void watchShadow(String model, ReportPublisher publisher) {
        Optional<ShadowWatch.Challenge> challenge =
                Optional.ofNullable(history.desired(model)).flatMap(this::challenge);
        ShadowWatch watch = shadows.get(model);
        if (watch != null && !Optional.of(watch.challenge()).equals(challenge)) {
            watch.close();
            shadows.remove(model);
            watch = null;
        }
        if (challenge.isEmpty()) {
            return;
        }
        if (watch == null) {
            watch = new ShadowWatch(clients, challenge.get(), shadowLimits(), policy, clock);
            shadows.put(model, watch);
        }
        watch.poll().ifPresent(report -> publish(report, publisher));
    }

    private Optional<ShadowWatch.Challenge> challenge(DesiredModel state) {
        return history.openShadow(state)
                .flatMap(since -> Optional.ofNullable(state.getChampion())
                        .flatMap(champion -> Optional.ofNullable(state.getChallenger())
                                .map(challenger -> new ShadowWatch.Challenge(
                                        state.getModel(),
                                        champion.getCheckpointId(),
                                        challenger.getCheckpointId(),
                                        since))));
    }

    private ShadowWatch.Limits shadowLimits() {
        return new ShadowWatch.Limits(
                config.getInt(EvaluatorConfig.SHADOW_REQUESTS),
                Duration.ofMillis(config.getLong(EvaluatorConfig.SHADOW_TIMEOUT)),
                Duration.ofMillis(config.getLong(EvaluatorConfig.SHADOW_PATIENCE)));
    }

    private HarmWatch.Settings harmSettings() {
        return new HarmWatch.Settings(
                models,
                Duration.ofMillis(config.getLong(EvaluatorConfig.HARM_WAIT)),
                config.getDouble(EvaluatorConfig.HARM_MARGIN));
    }

    private void publish(EvaluationReport report, ReportPublisher publisher) {
        publisher.publish(report);
        // The tail will bring it too; until then this checkpoint must not look unjudged.
        history.add(report);
        List<String> held = report.getGates().stream()
                .filter(gate -> gate.getOutcome() != GateOutcome.PASS)
                .map(GateResult::getDetail)
                .toList();
        log.atInfo()
                .addKeyValue("model", report.getModel())
                .addKeyValue("stage", report.getStage())
                .addKeyValue("checkpoint", report.getCheckpointId())
                .addKeyValue("gates", report.getGates().size())
                .addKeyValue("notPassed", held)
                .addKeyValue("seconds", report.getSeconds())
                .log(held.isEmpty() && !report.getGates().isEmpty() ? "passed" : "not passed");
    }
}
