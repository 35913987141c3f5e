package io.perennial.schemas.topics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of the topics, and the catalogue read from {@code topics.yaml}. */
public final class Topics {
    public static final String CURATION_VERDICTS = "curation.verdicts";
    public static final String CURATION_DRIFT = "curation.drift";
    public static final String CURATION_TEMPLATES = "curation.templates";
    public static final String CURATION_DLQ = "curation.dlq";
    public static final String TRAINING_CHECKPOINTS = "training.checkpoints";
    public static final String TRAINING_CONTROL = "training.control";
    public static final String EVALUATION_GOLD = "evaluation.gold";
    public static final String EVALUATION_REPORTS = "evaluation.reports";
    public static final String EVALUATION_HARM = "evaluation.harm";
    public static final String PROMOTION_DECISIONS = "promotion.decisions";
    public static final String SERVING_DESIRED = "serving.desired";
    public static final String SERVING_OBSERVED = "serving.observed";
    public static final String SERVING_REQUESTS = "serving.requests";
    public static final String SERVING_RESPONSES = "serving.responses";
    public static final String SERVING_SHADOW = "serving.shadow";
    public static final String OPS_COMMANDS = "ops.commands";

    private static final List<Topic> CATALOGUE = read();

    private Topics() {}

    public static String raw(Modality modality) {
        return "raw." + suffix(modality);
    }

    public static String curated(Modality modality) {
        return "curated." + suffix(modality);
    }

    /** All topics, in the order of the flow. */
    public static List<Topic> catalogue() {
        return CATALOGUE;
    }

    private static String suffix(Modality modality) {
        return switch (modality) {
            case TEXT, LOGS, IMAGES -> modality.name().toLowerCase(Locale.ROOT);
            case UNKNOWN -> throw new IllegalArgumentException("modality UNKNOWN has no topic");
        };
    }

    private static List<Topic> read() {
        try (InputStream stream = Topics.class.getResourceAsStream("/topics.yaml")) {
            if (stream == null) {
                throw new IllegalStateException("topics.yaml is not on the class path");
            }
            List<Topic> topics = new ArrayList<>();
            for (JsonNode node : new YAMLMapper().readTree(stream).get("topics")) {
                topics.add(topic(node));
            }
            return List.copyOf(topics);
        } catch (IOException e) {
            throw new UncheckedIOException("topics.yaml", e);
        }
    }

    private static Topic topic(JsonNode node) {
        String retention = node.get("retention").asText();
        return new Topic(
                node.get("name").asText(),
                node.get("record").asText(),
                node.get("key").asText(),
                node.get("cleanup").asText().equals("compact"),
                retention.equals("unlimited") ? null : Duration.ofDays(Long.parseLong(retention)),
                node.get("partitions").asInt(),
                node.get("maxBytes").asInt(),
                node.get("writer").asText());
    }
}
