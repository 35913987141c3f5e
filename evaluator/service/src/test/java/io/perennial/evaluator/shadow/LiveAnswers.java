package io.perennial.evaluator.shadow;

import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.records.ServingRole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Answers as serving writes them; request {@code n} is about the same item for both models. */
final class LiveAnswers {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private LiveAnswers() {}

    static EmbedResponse champion(int request) {
        return answer(request, "champion", ServingRole.CHAMPION, vector(request, 0), 1_000 + request % 7, null);
    }

    static EmbedResponse challenger(int request) {
        return answer(request, "challenger", ServingRole.CHALLENGER, vector(request, 0.1), 1_100 + request % 11, null);
    }

    static EmbedResponse challenger(int request, List<Float> vector, long latencyMicros, @Nullable String error) {
        return answer(request, "challenger", ServingRole.CHALLENGER, vector, latencyMicros, error);
    }

    static List<Float> vector(int request, double noise) {
        Random item = new Random(request);
        Random disturbance = new Random(request + 10_000);
        List<Float> vector = new ArrayList<>();
        for (int j = 0; j < 8; j++) {
            vector.add((float) (item.nextGaussian() + noise * disturbance.nextGaussian()));
        }
        return vector;
    }

    private static EmbedResponse answer(
            int request,
            String checkpoint,
            ServingRole role,
            List<Float> vector,
            long latencyMicros,
            @Nullable String error) {
        return new EmbedResponse(
                "request-" + request,
                "text-encoder",
                checkpoint,
                3L,
                role,
                "instance-1",
                vector,
                latencyMicros,
                error,
                START.plusSeconds(request));
    }
}
