package io.perennial.evaluator.shadow;

import io.perennial.evaluator.gate.Gate;
import io.perennial.evaluator.gate.GatePolicy;
import io.perennial.evaluator.history.Reports;
import io.perennial.evaluator.statistics.Seed;
import io.perennial.runtime.Build;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Watches one challenger in the shadow of one champion. It reads the answers since the challenge, so after a restart a new watch
 * sees the same pairs. Used by one thread.
 */
public final class ShadowWatch implements AutoCloseable {
    /** Reading begins this much earlier, for brokers and controllers whose clocks differ; foreign answers are ignored anyway. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

    private final AvroWire<EmbedResponse> wire = AvroWire.of(EmbedResponse.class);
    private final Challenge challenge;
    private final Limits limits;
    private final GatePolicy policy;
    private final Clock clock;
    private final ShadowPairs pairs;
    private final TopicTail tail;
    private @Nullable Instant enoughSince;

    /**
     * Who is compared with whom.
     *
     * @param model model
     * @param championId checkpoint that serves
     * @param challengerId checkpoint in the shadow
     * @param since when the shadow began
     */
    public record Challenge(String model, String championId, String challengerId, Instant since) {}

    /**
     * How long and how much.
     *
     * @param requests pairs that are judged
     * @param timeout after it, what is there is judged, which is INCONCLUSIVE
     * @param patience how long the challenger may take to answer a request
     */
    public record Limits(int requests, Duration timeout, Duration patience) {}

    public ShadowWatch(KafkaClients clients, Challenge challenge, Limits limits, GatePolicy policy, Clock clock) {
        this.challenge = challenge;
        this.limits = limits;
        this.policy = policy;
        this.clock = clock;
        this.pairs = new ShadowPairs(challenge.championId(), challenge.challengerId());
        this.tail = new TopicTail(
                clients.consumer(Map.of()), List.of(Topics.SERVING_RESPONSES, Topics.SERVING_SHADOW), this::accept);
        tail.seek(challenge.since().minus(CLOCK_TOLERANCE));
    }

    public Challenge challenge() {
        return challenge;
    }

    /** Reads what has come. A report if it is enough, or the time is over. */
    public Optional<EvaluationReport> poll() {
        tail.poll(Duration.ZERO);
        Instant now = clock.instant();
        if (pairs.size() >= limits.requests() && enoughSince == null) {
            enoughSince = now;
        }
        // Partitions do not advance in step: what is late gets its time before it counts as left out.
        boolean complete = enoughSince != null && !now.isBefore(enoughSince.plus(limits.patience()));
        boolean late = !now.isBefore(challenge.since().plus(limits.timeout()));
        return complete || late ? Optional.of(report(now)) : Optional.empty();
    }

    private void accept(ConsumerRecord<String, byte[]> entry) {
        EmbedResponse response = TopicTail.decode(wire, entry);
        if (!response.getModel().equals(challenge.model())) {
            return;
        }
        if (entry.topic().equals(Topics.SERVING_RESPONSES)) {
            pairs.addChampion(response);
        } else {
            pairs.addChallenger(response);
        }
    }

    private EvaluationReport report(Instant now) {
        long seed = Seed.of(challenge.challengerId(), challenge.championId(), policy.hash());
        List<ShadowPairs.Pair> judged =
                pairs.pairs().stream().limit(limits.requests()).toList();
        ShadowGates.Judgement judgement = judgement(judged, missing(judged), seed);
        return Reports.sealed(EvaluationReport.newBuilder()
                .setModel(challenge.model())
                .setCheckpointId(challenge.challengerId())
                .setChampionId(challenge.championId())
                .setStage(EvaluationStage.SHADOW)
                .setGates(judgement.gates())
                .setMeasures(judgement.measures())
                .setPolicyHash(policy.hash())
                .setSeed(seed)
                .setCodeVersion(Build.current().version())
                .setSeconds(Duration.between(challenge.since(), now).toNanos() / 1e9)
                .setEvaluatedAt(now.truncatedTo(ChronoUnit.MICROS))
                .build());
    }

    private long missing(List<ShadowPairs.Pair> judged) {
        return judged.isEmpty()
                ? 0
                : pairs.missing(judged.get(judged.size() - 1).champion().getRespondedAt());
    }

    private ShadowGates.Judgement judgement(List<ShadowPairs.Pair> judged, long missing, long seed) {
        try {
            return new ShadowGates(policy, seed, limits.requests()).judge(judged, missing);
        } catch (RuntimeException e) {
            return new ShadowGates.Judgement(
                    List.of(new Gate("shadow", judged.size()).error(String.valueOf(e.getMessage()))), List.of());
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
