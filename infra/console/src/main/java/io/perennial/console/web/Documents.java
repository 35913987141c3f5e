package io.perennial.console.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.console.state.ActionRules;
import io.perennial.console.state.Attention;
import io.perennial.console.state.AuditEntry;
import io.perennial.console.state.Candidate;
import io.perennial.console.state.CommandProgress;
import io.perennial.console.state.ConsoleState;
import io.perennial.console.state.Convergence;
import io.perennial.console.state.Curation;
import io.perennial.console.state.Instance;
import io.perennial.console.state.LagState;
import io.perennial.console.state.ModelState;
import io.perennial.console.state.RegistryState;
import io.perennial.console.state.RollbackPreview;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.ObservedModel;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.records.ServedCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of the REST API. The fields are described in the module's README; a field is added, never renamed. */
final class Documents {
    private Documents() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static ObjectNode error(String code, String message) {
        ObjectNode document = object();
        document.putObject("error").put("code", code).put("message", message);
        return document;
    }

    static ObjectNode model(ModelState model, ConsoleState state, Instant now, Duration silentAfter) {
        Convergence fleet = Convergence.of(model, now, silentAfter);
        ObjectNode document = object().put("model", model.model()).put("generation", model.generation());
        document.set("champion", served(model.champion()));
        document.set("challenger", served(model.challenger()));
        document.set(
                "previous",
                model.desired() == null ? null : served(model.desired().getPrevious()));
        document.put("hold", model.isHeld());
        Attention.heldSince(model).ifPresent(since -> document.put("heldSince", since.toString()));
        ArrayNode quarantined = document.putArray("quarantined");
        model.quarantined().forEach(quarantined::add);
        if (model.desired() != null) {
            document.put("cause", model.desired().getCause().name())
                    .put("actor", model.desired().getActor())
                    .put("reason", model.desired().getReason())
                    .put("decidedAt", model.desired().getDecidedAt().toString());
        }
        document.set("convergence", convergence(fleet));
        ArrayNode instances = document.putArray("instances");
        model.instances().forEach(instance -> instances.add(instance(instance, now, silentAfter)));
        document.set("registry", registry(state.registry(), model.model()));
        ObjectNode actions = document.putObject("actions");
        for (OperatorAction action : OperatorAction.values()) {
            if (action != OperatorAction.UNKNOWN) {
                ActionRules.obstacle(action, model, state.kafka())
                        .ifPresentOrElse(
                                obstacle -> actions.put(action.name(), obstacle), () -> actions.putNull(action.name()));
            }
        }
        document.put("chainWhole", model.firstChainFault().isEmpty());
        document.put("candidates", model.candidates().size());
        return document;
    }

    static ObjectNode candidate(Candidate candidate) {
        Checkpoint checkpoint = candidate.checkpoint();
        ObjectNode document = object().put("checkpointId", checkpoint.getCheckpointId())
                .put("version", checkpoint.getVersion())
                .put("parentId", checkpoint.getParentId())
                .put("stage", candidate.stage().name())
                .put("blessed", candidate.blessed())
                .put("steps", checkpoint.getSteps())
                .put("samples", checkpoint.getSamples())
                .put("lossFirst", checkpoint.getLossFirst())
                .put("lossLast", checkpoint.getLossLast())
                .put("seconds", checkpoint.getSeconds())
                .put("mlflowRunId", checkpoint.getMlflowRunId())
                .put("codeVersion", checkpoint.getCodeVersion())
                .put("backend", checkpoint.getBackend())
                .put("createdAt", checkpoint.getCreatedAt().toString());
        document.set("windows", ranges(checkpoint.getWindows()));
        document.set("nextOffsets", ranges(checkpoint.getNextOffsets()));
        ArrayNode reports = document.putArray("reports");
        if (candidate.offline() != null) {
            reports.add(report(candidate.offline()));
        }
        if (candidate.shadow() != null) {
            reports.add(report(candidate.shadow()));
        }
        AuditEntry entry = candidate.lastDecision();
        document.set("lastDecision", entry == null ? null : decision(entry));
        return document;
    }

    static ObjectNode decision(AuditEntry entry) {
        Decision decision = entry.decision();
        ObjectNode document = object().put("offset", entry.offset())
                .put("decisionId", decision.getDecisionId())
                .put("model", decision.getModel())
                .put("kind", decision.getKind().name())
                .put("checkpointId", decision.getCheckpointId())
                .put("previousCheckpointId", decision.getPreviousCheckpointId())
                .put("generation", decision.getGeneration())
                .put("actor", decision.getActor())
                .put("reason", decision.getReason())
                .put("idempotencyKey", decision.getIdempotencyKey())
                .put("evidence", decision.getEvidence())
                .put("evidenceSha256", decision.getEvidenceSha256())
                .put("previousHash", decision.getPreviousHash())
                .put("hash", decision.getHash())
                .put("decidedAt", decision.getDecidedAt().toString())
                .put("chainFault", entry.chainFault());
        ArrayNode quarantined = document.putArray("quarantined");
        decision.getQuarantined().forEach(quarantined::add);
        document.set("suspect", ranges(decision.getSuspect()));
        return document;
    }

    static ObjectNode progress(CommandProgress progress) {
        OperatorCommand command = progress.command().command();
        ObjectNode document = object().put("commandId", command.getCommandId())
                .put("idempotencyKey", command.getIdempotencyKey())
                .put("model", command.getModel())
                .put("action", command.getAction().name())
                .put("checkpointId", command.getCheckpointId())
                .put("expectedGeneration", command.getExpectedGeneration())
                .put("actor", command.getActor())
                .put("reason", command.getReason())
                .put("issuedAt", command.getIssuedAt().toString())
                .put("stage", progress.stage().name())
                .put("final", progress.stage().isFinal())
                .put("line", progress.line());
        Convergence convergence = progress.convergence();
        if (convergence != null) {
            document.set("convergence", convergence(convergence));
        }
        return document;
    }

    static ObjectNode preview(RollbackPreview preview) {
        ObjectNode document = object().put("expectedGeneration", preview.expectedGeneration())
                .put("warm", preview.warm())
                .put("alreadyHeld", preview.alreadyHeld())
                .put("suspectOffsets", preview.suspectOffsets());
        document.set("from", brief(preview.from()));
        document.set("to", brief(preview.to()));
        ArrayNode instances = document.putArray("mustConverge");
        preview.mustConverge()
                .forEach(instance -> instances.add(instance.observed().getInstance()));
        document.set("rewindTo", ranges(preview.rewindTo()));
        document.set("suspect", ranges(preview.suspect()));
        ArrayNode quarantine = document.putArray("quarantine");
        preview.quarantine().forEach(candidate -> quarantine.add(brief(candidate)));
        return document;
    }

    static ObjectNode drift(DriftSignal signal) {
        ObjectNode document = object().put("modality", signal.getModality().name())
                .put("source", signal.getSource())
                .put("descriptor", signal.getDescriptor())
                .put("method", signal.getMethod())
                .put("statistic", signal.getStatistic())
                .put("threshold", signal.getThreshold())
                .put("meanBefore", signal.getMeanBefore())
                .put("meanAfter", signal.getMeanAfter())
                .put("windowBefore", signal.getWindowBefore())
                .put("windowAfter", signal.getWindowAfter())
                .put("request", signal.getRequest().name())
                .put("detectedAt", signal.getDetectedAt().toString());
        document.putObject("origin")
                .put("topic", signal.getOrigin().getTopic())
                .put("partition", signal.getOrigin().getPartition())
                .put("offset", signal.getOrigin().getOffset());
        document.put("promise", signal.getPromise().name())
                .put("runLength", signal.getRunLength())
                .put("history", signal.getHistory())
                .put("budgetPerDay", signal.getBudgetPerDay())
                .put("detectors", signal.getDetectors())
                .put("effect", signal.getEffect())
                .put("share", signal.getShare());
        document.putObject("alarms")
                .put("promised", signal.getPromisedAlarms())
                .put("realised", signal.getRealisedAlarms())
                .put("unpromised", signal.getUnpromisedAlarms());
        document.putObject("alarmsOfAll")
                .put("promised", signal.getPromisedAlarmsOfAll())
                .put("realised", signal.getRealisedAlarmsOfAll())
                .put("unpromised", signal.getUnpromisedAlarmsOfAll());
        ArrayNode contributions = document.putArray("contributions");
        signal.getContributions()
                .forEach(part -> contributions
                        .addObject()
                        .put("source", part.getSource())
                        .put("change", part.getChange()));
        return document;
    }

    static ObjectNode curation(Curation curation) {
        ObjectNode document = object();
        document.put(
                "lastDecidedAt",
                curation.lastDecidedAt() == null
                        ? null
                        : curation.lastDecidedAt().toString());
        ObjectNode outcomes = document.putObject("outcomes");
        curation.outcomes().forEach((modality, counts) -> {
            ObjectNode ofModality = outcomes.putObject(modality.name());
            counts.forEach((outcome, count) -> ofModality.put(outcome.name(), count));
        });
        ArrayNode rules = document.putArray("rules");
        for (Curation.RuleCount rule : curation.rules()) {
            rules.addObject()
                    .put("modality", rule.modality().name())
                    .put("rule", rule.rule())
                    .put("outcome", rule.outcome().name())
                    .put("count", rule.count());
        }
        ArrayNode sources = document.putArray("sources");
        for (Curation.SourceCount source : curation.sources()) {
            ObjectNode entry = sources.addObject()
                    .put("modality", source.modality().name())
                    .put("source", source.source());
            ObjectNode counts = entry.putObject("outcomes");
            source.outcomes().forEach((outcome, count) -> counts.put(outcome.name(), count));
        }
        return document;
    }

    static ObjectNode topics(LagState lag) {
        ObjectNode document = object();
        ArrayNode groups = document.putArray("groups");
        for (LagState.GroupLag group : lag.groups()) {
            groups.addObject()
                    .put("group", group.group())
                    .put("state", group.state())
                    .put("topic", group.topic())
                    .put("lag", group.lag());
        }
        ArrayNode topics = document.putArray("topics");
        for (LagState.TopicSize topic : lag.topics()) {
            topics.addObject()
                    .put("topic", topic.topic())
                    .put("partitions", topic.partitions())
                    .put("offsets", topic.offsets())
                    .put("writer", topic.writer());
        }
        return document;
    }

    static ArrayNode attention(List<Attention> found) {
        ArrayNode document = array();
        for (Attention one : found) {
            document.addObject()
                    .put("severity", one.severity().name())
                    .put("code", one.code())
                    .put("model", one.model())
                    .put("line", one.line());
        }
        return document;
    }

    private static ObjectNode brief(Candidate candidate) {
        return object().put("checkpointId", candidate.id()).put("version", candidate.version());
    }

    private static @Nullable ObjectNode served(@Nullable ServedCheckpoint served) {
        return served == null
                ? null
                : object().put("checkpointId", served.getCheckpointId()).put("version", served.getVersion());
    }

    private static ObjectNode instance(Instance instance, Instant now, Duration silentAfter) {
        ObservedModel observed = instance.observed();
        return object().put("instance", observed.getInstance())
                .put("state", observed.getState().name())
                .put("silent", !instance.isStopped() && instance.isSilent(now, silentAfter))
                .put("generation", observed.getGeneration())
                .put("championId", observed.getChampionId())
                .put("challengerId", observed.getChallengerId())
                .put("loadMillis", observed.getLoadMillis())
                .put("error", observed.getError())
                .put("address", observed.getAddress())
                .put("observedAt", observed.getObservedAt().toString());
    }

    private static ObjectNode convergence(Convergence convergence) {
        Duration took = convergence.took();
        ObjectNode document = object().put("generation", convergence.generation())
                .put("converged", convergence.isConverged())
                .put("seconds", took == null ? null : took.toMillis() / 1000.0);
        names(document.putArray("reached"), convergence.reached());
        names(document.putArray("waiting"), convergence.waiting());
        names(document.putArray("silent"), convergence.silent());
        return document;
    }

    private static void names(ArrayNode names, List<Instance> instances) {
        instances.forEach(instance -> names.add(instance.observed().getInstance()));
    }

    private static ObjectNode registry(RegistryState registry, String model) {
        RegistryState.Aliases aliases = registry.aliases(model);
        ObjectNode document = object().put("status", registry.status().name());
        document.set("champion", alias(aliases.champion()));
        document.set("challenger", alias(aliases.challenger()));
        return document;
    }

    private static @Nullable ObjectNode alias(RegistryState.@Nullable Alias alias) {
        return alias == null
                ? null
                : object().put("registryVersion", alias.registryVersion()).put("checkpointId", alias.checkpointId());
    }

    private static ObjectNode report(EvaluationReport report) {
        ObjectNode document = object().put("stage", report.getStage().name())
                .put("reportId", report.getReportId())
                .put("championId", report.getChampionId())
                .put("anchorId", report.getAnchorId())
                .put("policyHash", report.getPolicyHash())
                .put("seed", report.getSeed())
                .put("seconds", report.getSeconds())
                .put("evaluatedAt", report.getEvaluatedAt().toString());
        ArrayNode gates = document.putArray("gates");
        report.getGates()
                .forEach(gate -> gates.addObject()
                        .put("name", gate.getName())
                        .put("outcome", gate.getOutcome().name())
                        .put("statistic", gate.getStatistic())
                        .put("bound", gate.getBound())
                        .put("threshold", gate.getThreshold())
                        .put("examples", gate.getExamples())
                        .put("detail", gate.getDetail()));
        ObjectNode measures = document.putObject("measures");
        report.getMeasures().forEach(measure -> measures.put(measure.getName(), measure.getValue()));
        return document;
    }

    private static ArrayNode ranges(Collection<OffsetRange> ranges) {
        ArrayNode document = array();
        for (OffsetRange range : ranges) {
            document.addObject()
                    .put("topic", range.getTopic())
                    .put("partition", range.getPartition())
                    .put("fromOffset", range.getFromOffset())
                    .put("toOffset", range.getToOffset());
        }
        return document;
    }
}
