package io.perennial.evaluator.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a checkpoint must prove: a versioned file whose digest is in every report.
 *
 * @param limits the content of the file
 * @param hash SHA-256 of the file
 */
public record GatePolicy(Limits limits, String hash) {
    private static final String RESOURCE = "/gate-policy.yaml";

    /** Names of measures that can be declared as targets. */
    public static final Set<String> TARGETS = Set.of("linear_probe.accuracy", "linear_probe.log_loss", "knn.accuracy");

    /** All keys of the file; its comments explain them. */
    public record Limits(
            int version,
            double alpha,
            int bootstrapResamples,
            int minimumTestExamples,
            double selfTestTolerance,
            int maximumLeakedRecords,
            CollapseLimits collapse,
            ProbeLimits linearProbe,
            List<String> improvementTargets,
            SliceLimits slices,
            ShadowLimits shadow) {
        public Limits {
            require(alpha > 0 && alpha < 0.5, "alpha", alpha, "between 0 and 0.5");
            require(bootstrapResamples >= 100, "bootstrapResamples", bootstrapResamples, "at least 100");
            require(minimumTestExamples >= 1, "minimumTestExamples", minimumTestExamples, "at least 1");
            require(selfTestTolerance >= 0, "selfTestTolerance", selfTestTolerance, "at least 0");
            require(maximumLeakedRecords >= 0, "maximumLeakedRecords", maximumLeakedRecords, "at least 0");
            require(
                    !improvementTargets.isEmpty() && TARGETS.containsAll(improvementTargets),
                    "improvementTargets",
                    improvementTargets,
                    "some of " + TARGETS);
            improvementTargets = List.copyOf(improvementTargets);
        }
    }

    /** Bounds on {@link io.perennial.evaluator.probe.Collapse}. */
    public record CollapseLimits(
            double minimumRank,
            double minimumShareOfChampion,
            double maximumDeadDimensions,
            double maximumAbsoluteCosine,
            double maximumCosineAboveUntrained) {}

    /** Margins of the linear probe's accuracy, as shares. */
    public record ProbeLimits(
            double betterThanUntrainedBy, double notWorseThanChampionBy, double notWorseThanAnchorBy) {
        public ProbeLimits {
            require(betterThanUntrainedBy >= 0, "betterThanUntrainedBy", betterThanUntrainedBy, "at least 0");
            require(notWorseThanChampionBy >= 0, "notWorseThanChampionBy", notWorseThanChampionBy, "at least 0");
            require(notWorseThanAnchorBy >= 0, "notWorseThanAnchorBy", notWorseThanAnchorBy, "at least 0");
        }
    }

    /** When a slice is judged, and what harms it. */
    public record SliceLimits(int minimumExamples, double maximumDrop, double falseDiscoveryRate) {
        public SliceLimits {
            require(minimumExamples >= 2, "minimumExamples", minimumExamples, "at least 2");
            require(maximumDrop >= 0, "maximumDrop", maximumDrop, "at least 0");
            require(
                    falseDiscoveryRate > 0 && falseDiscoveryRate < 1,
                    "falseDiscoveryRate",
                    falseDiscoveryRate,
                    "in (0, 1)");
        }
    }

    /** Bounds of the comparison on live requests. */
    public record ShadowLimits(
            double errorRateMargin,
            double maximumLatencyRatio,
            int latencyBlock,
            int neighbours,
            double minimumNeighbourOverlap,
            double minimumCompleteness) {
        public ShadowLimits {
            require(errorRateMargin >= 0 && errorRateMargin < 1, "errorRateMargin", errorRateMargin, "in [0, 1)");
            require(maximumLatencyRatio > 0, "maximumLatencyRatio", maximumLatencyRatio, "above 0");
            require(latencyBlock >= 1, "latencyBlock", latencyBlock, "at least 1");
            require(neighbours >= 1, "neighbours", neighbours, "at least 1");
        }
    }

    /** The policy of this release. */
    public static GatePolicy bundled() {
        try (InputStream stream = GatePolicy.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), "class path " + RESOURCE);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    /**
     * The policy in a file.
     *
     * @throws ServiceException if it cannot be read, a key is missing or unknown, or a value is not allowed
     */
    public static GatePolicy read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw ServiceException.usage("gate policy: " + file + " cannot be read (" + e + "); check gate.policy");
        }
    }

    static GatePolicy parse(String yaml, String where) {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        try {
            return new GatePolicy(mapper.readValue(yaml, Limits.class), Sha256.of(yaml));
        } catch (JsonProcessingException e) {
            throw ServiceException.usage("gate policy: " + where + ": " + e.getOriginalMessage());
        }
    }

    private static void require(boolean condition, String key, Object value, String allowed) {
        if (!condition) {
            throw new IllegalArgumentException(key + " is " + value + "; allowed is " + allowed);
        }
    }
}
