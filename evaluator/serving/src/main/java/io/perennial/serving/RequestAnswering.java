package io.perennial.serving;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.perennial.encoders.Content;
import io.perennial.schemas.records.EmbedRequest;
import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.records.ServingRole;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests in one role. The champion answers every request, with an error text when it cannot; the challenger answers
 * those that it can be compared on, and is silent when there is none. Safe for use by several threads.
 */
final class RequestAnswering {
    private static final AvroWire<EmbedRequest> REQUEST = AvroWire.of(EmbedRequest.class);

    private final ServingRole role;
    private final Map<String, HostedModel> models;
    private final String instance;
    private final Clock clock;

    RequestAnswering(ServingRole role, Map<String, HostedModel> models, String instance, Clock clock) {
        this.role = role;
        this.models = Map.copyOf(models);
        this.instance = instance;
        this.clock = clock;
    }

    /** The answer to a record of {@code serving.requests}; null: no answer from this role. */
    @Nullable
    EmbedResponse answer(@Nullable String key, byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        try {
            return answer(REQUEST.decode(value));
        } catch (UndecodableRecordException e) {
            return role == ServingRole.CHALLENGER ? null : error(key == null ? "" : key, "", e.getMessage());
        }
    }

    @Nullable
    EmbedResponse answer(EmbedRequest request) {
        HostedModel model = models.get(request.getModel());
        if (model == null) {
            return role == ServingRole.CHALLENGER
                    ? null
                    : error(
                            request.getRequestId(),
                            request.getModel(),
                            "model '" + request.getModel() + "' is not served here; served are " + names());
        }
        try {
            return embed(request, model);
        } catch (IllegalArgumentException e) {
            return hasNoChallenger(model)
                    ? null
                    : error(request.getRequestId(), request.getModel(), String.valueOf(e.getMessage()));
        }
    }

    private @Nullable EmbedResponse embed(EmbedRequest request, HostedModel model) {
        Content content = EmbedRequests.content(request);
        HostedModel.Answer answer = model.embed(role, content);
        if (answer == null) {
            return role == ServingRole.CHALLENGER
                    ? null
                    : error(
                            request.getRequestId(),
                            request.getModel(),
                            "model '" + request.getModel()
                                    + "' has no champion yet; ask again after its first promotion");
        }
        timer(model.name()).record(answer.embedding().micros(), TimeUnit.MICROSECONDS);
        List<Float> vector = boxed(answer.embedding().vector());
        boolean finite = vector.stream().allMatch(Float::isFinite);
        return response(request.getRequestId(), model.name())
                .setCheckpointId(answer.handle().checkpointId())
                .setGeneration(answer.generation())
                .setEmbedding(finite ? vector : List.of())
                .setLatencyMicros(answer.embedding().micros())
                .setError(finite ? null : "the embedding holds values that are not finite")
                .build();
    }

    private boolean hasNoChallenger(HostedModel model) {
        return role == ServingRole.CHALLENGER && model.deployment().challenger() == null;
    }

    private EmbedResponse error(String requestId, String model, @Nullable String message) {
        Metrics.counter("perennial.serving.errors", "role", role.name()).increment();
        HostedModel hosted = models.get(model);
        Deployment deployment = hosted == null ? Deployment.NONE : hosted.deployment();
        EncoderHandle handle = role == ServingRole.CHALLENGER ? deployment.challenger() : deployment.champion();
        return response(requestId, model)
                .setCheckpointId(handle == null ? "" : handle.checkpointId())
                .setGeneration(deployment.generation())
                .setEmbedding(List.of())
                .setLatencyMicros(0)
                .setError(message)
                .build();
    }

    private EmbedResponse.Builder response(String requestId, String model) {
        return EmbedResponse.newBuilder()
                .setRequestId(requestId)
                .setModel(model)
                .setRole(role)
                .setInstance(instance)
                .setRespondedAt(clock.instant());
    }

    private Timer timer(String model) {
        return Metrics.timer("perennial.serving.embed", "model", model, "role", role.name());
    }

    private String names() {
        return String.join(", ", models.keySet().stream().sorted().toList());
    }

    private static List<Float> boxed(float[] vector) {
        List<Float> boxed = new ArrayList<>(vector.length);
        for (float value : vector) {
            boxed.add(value);
        }
        return boxed;
    }
}
