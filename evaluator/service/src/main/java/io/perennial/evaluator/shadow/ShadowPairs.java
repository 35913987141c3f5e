package io.perennial.evaluator.shadow;

import io.perennial.schemas.records.EmbedResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers of champion and challenger to the same live requests, brought together by request id. Answers of other checkpoints are
 * ignored, and so is a second answer to a request (a redelivery after a crash). Requests that the champion answered before the
 * challenger's first one are not the challenger's to answer. Used by one thread.
 */
public final class ShadowPairs {
    private static final int MAXIMUM_WAITING = 10_000;

    private final String championId;
    private final String challengerId;
    private final Map<String, EmbedResponse> waitingChampion = waiting();
    private final Map<String, EmbedResponse> waitingChallenger = waiting();
    private final Set<String> paired = new HashSet<>();
    private final List<Pair> pairs = new ArrayList<>();
    private @Nullable Instant start;

    public ShadowPairs(String championId, String challengerId) {
        this.championId = championId;
        this.challengerId = challengerId;
    }

    /**
     * Both answers to one request.
     *
     * @param champion what the caller got
     * @param challenger what only the shadow topic saw
     */
    public record Pair(EmbedResponse champion, EmbedResponse challenger) {
        /** True if both are vectors of finite numbers. */
        public boolean isComparable() {
            return !failed(champion) && !failed(challenger);
        }

        /** True if there is an error, no vector, or a component that is NaN or infinite. */
        public static boolean failed(EmbedResponse response) {
            return response.getError() != null
                    || response.getEmbedding().isEmpty()
                    || response.getEmbedding().stream().anyMatch(component -> !Float.isFinite(component));
        }
    }

    /** A challenger that never answers must not fill the memory with answers of the champion: the oldest are given up. */
    private static Map<String, EmbedResponse> waiting() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, EmbedResponse> eldest) {
                return size() > MAXIMUM_WAITING;
            }
        };
    }

    /** Takes a record of {@code serving.responses}. */
    public void addChampion(EmbedResponse response) {
        add(response, championId, waitingChampion);
    }

    /** Takes a record of {@code serving.shadow}. */
    public void addChallenger(EmbedResponse response) {
        add(response, challengerId, waitingChallenger);
    }

    private void add(EmbedResponse response, String expected, Map<String, EmbedResponse> waiting) {
        String request = response.getRequestId();
        if (!response.getCheckpointId().equals(expected) || paired.contains(request)) {
            return;
        }
        waiting.putIfAbsent(request, response);
        EmbedResponse champion = waitingChampion.get(request);
        EmbedResponse challenger = waitingChallenger.get(request);
        if (champion != null && challenger != null) {
            paired.add(request);
            waitingChampion.remove(request);
            waitingChallenger.remove(request);
            pairs.add(new Pair(champion, challenger));
            if (start == null || champion.getRespondedAt().isBefore(start)) {
                start = champion.getRespondedAt();
            }
        }
    }

    /** All pairs in the order of the champion's answers, so that the order of delivery does not matter. */
    public List<Pair> pairs() {
        return pairs.stream()
                .sorted(Comparator.comparing((Pair pair) -> pair.champion().getRespondedAt())
                        .thenComparing(pair -> pair.champion().getRequestId()))
                .toList();
    }

    public int size() {
        return pairs.size();
    }

    /**
     * Requests that the champion answered from the first pair on up to a time, and the challenger has not. Give the time of the last
     * pair that is judged: a challenger that is behind is not one that leaves requests out.
     */
    public long missing(Instant until) {
        Instant first = start;
        if (first == null) {
            return 0;
        }
        return waitingChampion.values().stream()
                .map(EmbedResponse::getRespondedAt)
                .filter(answered -> !answered.isBefore(first) && !answered.isAfter(until))
                .count();
    }
}
