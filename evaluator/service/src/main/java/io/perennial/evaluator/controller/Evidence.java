package io.perennial.evaluator.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.perennial.evaluator.controller.Event.AliasMoved;
import io.perennial.evaluator.controller.Event.CommandArrived;
import io.perennial.evaluator.controller.Event.DriftArrived;
import io.perennial.evaluator.controller.Event.HarmArrived;
import io.perennial.evaluator.controller.Event.ReportArrived;
import io.perennial.evaluator.controller.Event.TurnCame;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.EvaluationStage;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.GoldReference;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.OperatorCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a decision rests on, as JSON with sorted keys: equal inputs give equal bytes. */
public final class Evidence {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private Evidence() {}

    static String of(ModelState state, Event event, Ruling ruling) {
        Map<String, Object> evidence = new TreeMap<>();
        if (event instanceof ReportArrived arrived) {
            evidence.put("report", report(arrived.report()));
            evidence.put("earlier", earlier(state, arrived.report().getCheckpointId()));
        } else if (event instanceof CommandArrived arrived) {
            evidence.put("command", command(arrived.command()));
        } else if (event instanceof DriftArrived arrived) {
            evidence.put("drift", drift(arrived.signal()));
        } else if (event instanceof HarmArrived arrived) {
            evidence.put("harm", harm(arrived.report(), arrived.hold()));
        } else if (event instanceof TurnCame turn) {
            evidence.put("earlier", earlier(state, turn.checkpointId()));
        } else if (event instanceof AliasMoved moved) {
            evidence.put("alias", alias(moved));
        }
        if (ruling.checkpointId() != null) {
            state.family()
                    .find(ruling.checkpointId())
                    .ifPresent(checkpoint -> evidence.put("checkpoint", checkpoint(checkpoint)));
        }
        if (!ruling.lifted().isEmpty()) {
            evidence.put("lifted", ruling.lifted());
        }
        evidence.put("state", state(state));
        try {
            return JSON.writeValueAsString(evidence);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of strings and numbers can always be written as JSON", e);
        }
    }

    /** Evidence of a decision as a tree. */
    public static JsonNode read(Decision decision) {
        try {
            return JSON.readTree(decision.getEvidence());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("evidence of decision " + decision.getDecisionId() + " is not JSON", e);
        }
    }

    static boolean isOfOfflineReport(Decision decision) {
        return read(decision).path("report").path("stage").asText("").equals(EvaluationStage.OFFLINE.name());
    }

    static List<String> lifted(Decision decision) {
        List<String> lifted = new ArrayList<>();
        read(decision).path("lifted").forEach(id -> lifted.add(id.asText()));
        return lifted;
    }

    /** Id of the HOLD that a decision takes the reason away from; empty if it rests on no harm report. */
    static String answeredHold(Decision decision) {
        return read(decision).path("harm").path("hold").asText("");
    }

    private static Map<String, Object> report(EvaluationReport report) {
        Map<String, Object> json = new TreeMap<>();
        json.put("reportId", report.getReportId());
        json.put("stage", report.getStage().name());
        put(json, "championId", report.getChampionId());
        put(json, "anchorId", report.getAnchorId());
        json.put(
                "goldSets", report.getGoldSets().stream().map(Evidence::goldSet).toList());
        json.put("gates", report.getGates().stream().map(Evidence::gate).toList());
        json.put("policyHash", report.getPolicyHash());
        json.put("seed", report.getSeed());
        json.put("codeVersion", report.getCodeVersion());
        return json;
    }

    private static Map<String, Object> goldSet(GoldReference goldSet) {
        return new TreeMap<>(
                Map.of("name", goldSet.getName(), "version", goldSet.getVersion(), "digest", goldSet.getDigest()));
    }

    private static Map<String, Object> gate(GateResult gate) {
        Map<String, Object> json = new TreeMap<>();
        json.put("name", gate.getName());
        json.put("outcome", gate.getOutcome().name());
        json.put("statistic", gate.getStatistic());
        json.put("bound", gate.getBound());
        json.put("threshold", gate.getThreshold());
        json.put("examples", gate.getExamples());
        json.put("detail", gate.getDetail());
        return json;
    }

    private static List<String> earlier(ModelState state, String checkpointId) {
        return state.decisionsAbout(checkpointId).stream()
                .map(Decision::getDecisionId)
                .toList();
    }

    private static Map<String, Object> command(OperatorCommand command) {
        Map<String, Object> json = new TreeMap<>();
        json.put("commandId", command.getCommandId());
        json.put("idempotencyKey", command.getIdempotencyKey());
        json.put("action", command.getAction().name());
        put(json, "checkpointId", command.getCheckpointId());
        json.put("expectedGeneration", command.getExpectedGeneration());
        json.put("clientAddress", command.getClientAddress());
        json.put("userAgent", command.getUserAgent());
        json.put("issuedAt", command.getIssuedAt().toString());
        return json;
    }

    private static Map<String, Object> drift(DriftSignal signal) {
        Map<String, Object> json = new TreeMap<>();
        json.put("modality", signal.getModality().name());
        json.put("source", signal.getSource());
        json.put("descriptor", signal.getDescriptor());
        json.put("method", signal.getMethod());
        json.put("statistic", signal.getStatistic());
        json.put("threshold", signal.getThreshold());
        json.put("meanBefore", signal.getMeanBefore());
        json.put("meanAfter", signal.getMeanAfter());
        json.put("configHash", signal.getConfigHash());
        return json;
    }

    private static Map<String, Object> harm(HarmReport report, String hold) {
        Map<String, Object> json = new TreeMap<>();
        json.put("reportId", report.getReportId());
        json.put("hold", hold);
        json.put("verdict", report.getVerdict().name());
        json.put("lossBefore", report.getLossBefore());
        json.put("lossAfter", report.getLossAfter());
        json.put("upper", report.getUpper());
        json.put("threshold", report.getThreshold());
        json.put("pairs", report.getPairs());
        return json;
    }

    private static Map<String, Object> alias(AliasMoved moved) {
        Map<String, Object> json = new TreeMap<>();
        json.put("alias", moved.alias());
        put(json, "expectedVersion", moved.expectedVersion());
        put(json, "actualVersion", moved.actualVersion());
        return json;
    }

    private static Map<String, Object> checkpoint(Checkpoint checkpoint) {
        Map<String, Object> json = new TreeMap<>();
        json.put("checkpointId", checkpoint.getCheckpointId());
        json.put("version", checkpoint.getVersion());
        put(json, "parentId", checkpoint.getParentId());
        json.put("chainHash", checkpoint.getChainHash());
        json.put("manifestSha256", checkpoint.getManifest().getSha256());
        json.put("codeVersion", checkpoint.getCodeVersion());
        return json;
    }

    private static Map<String, Object> state(ModelState state) {
        Map<String, Object> json = new TreeMap<>();
        json.put("generation", state.generation());
        json.put("hold", state.hold());
        json.put("quarantined", List.copyOf(state.quarantined()));
        put(json, "champion", state.champion());
        put(json, "challenger", state.challenger());
        if (!state.waiting().isEmpty()) {
            json.put(
                    "waiting",
                    state.waiting().stream().map(WaitingCandidate::checkpointId).toList());
        }
        return json;
    }

    private static void put(Map<String, Object> json, String key, @Nullable Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }
}
