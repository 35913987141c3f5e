package io.perennial.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.console.terminal.ConsoleClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The person on call takes a promotion back, through the console's REST interface, as its page and its command line do. */
final class OperatorRollback implements Chapter {
    private static final Duration SECOND_CHAMPION = Duration.ofMinutes(12);
    private static final Duration CONVERGENCE = Duration.ofSeconds(60);
    private static final Duration REGISTRY = Duration.ofSeconds(60);
    private static final String REASON = "demo: callers complain since the last promotion";

    private final ConsoleClient client;
    private final String console;
    private final String mlflow;

    /**
     * @param console address for people
     * @param mlflow address for people
     */
    OperatorRollback(ConsoleClient client, String console, String mlflow) {
        this.client = client;
        this.console = console;
        this.mlflow = mlflow;
    }

    @Override
    public void tell(Narrator narrator) throws InterruptedException, StoppedException {
        narrator.tell("3/3 rollback: waits for a model with a former champion to go back to");
        Optional<JsonNode> chosen = narrator.await(SECOND_CHAMPION, this::modelWithFormerChampion);
        if (chosen.isEmpty()) {
            narrator.tell("3/3 no model got a second champion within " + SECOND_CHAMPION.toMinutes()
                    + " minutes: there is nothing to go back to");
            return;
        }
        String model = chosen.get().path("model").asText();
        String target = chosen.get().path("previous").path("checkpointId").asText();
        tellPreview(narrator, model, target);
        long asked = System.nanoTime();
        JsonNode sent = client.post("/api/v1/commands", command(chosen.get(), model, target));
        tellConvergence(narrator, sent.path("commandId").asText());
        tellRegistry(narrator, model, target, asked);
    }

    private Optional<JsonNode> modelWithFormerChampion() {
        for (JsonNode model : client.get("/api/v1/models").path("models")) {
            boolean possible = model.path("previous").hasNonNull("checkpointId")
                    && model.path("champion").hasNonNull("checkpointId")
                    && !model.path("hold").asBoolean();
            if (possible) {
                return Optional.of(model);
            }
        }
        return Optional.empty();
    }

    private void tellPreview(Narrator narrator, String model, String target) {
        JsonNode preview = client.get("/api/v1/models/" + model + "/rollback-preview?to=" + target);
        narrator.tell("3/3 the operator rolls " + model + " back from version "
                + preview.path("from").path("version").asLong() + " to version "
                + preview.path("to").path("version").asLong() + ", reason \"" + REASON + "\"; "
                + preview.path("suspectOffsets").asLong() + " offsets of training data are under suspicion. Look at "
                + console);
    }

    private void tellConvergence(Narrator narrator, String commandId) throws InterruptedException, StoppedException {
        Optional<JsonNode> end = narrator.await(CONVERGENCE, () -> {
            JsonNode progress = client.get("/api/v1/commands/" + commandId);
            return progress.path("final").asBoolean() ? Optional.of(progress) : Optional.empty();
        });
        narrator.tell("3/3 "
                + end.map(OperatorRollback::convergence)
                        .orElse("not converged within " + CONVERGENCE.toSeconds() + " s; see " + console));
    }

    private static String convergence(JsonNode progress) {
        JsonNode convergence = progress.path("convergence");
        if (!convergence.hasNonNull("seconds")) {
            return progress.path("line").asText();
        }
        List<String> instances = new ArrayList<>();
        convergence.path("reached").forEach(name -> instances.add(name.asText()));
        return "converged in " + Math.round(1000 * convergence.path("seconds").asDouble()) + " ms: "
                + String.join(" and ", instances) + " serve generation "
                + convergence.path("generation").asLong();
    }

    private void tellRegistry(Narrator narrator, String model, String target, long asked)
            throws InterruptedException, StoppedException {
        Optional<String> version = narrator.await(REGISTRY, () -> registryVersion(model, target));
        double seconds = (System.nanoTime() - asked) / 1e9;
        narrator.tell("3/3 "
                + version.map(number -> String.format(
                                Locale.ROOT,
                                "MLflow's alias champion names version %s, %.1f s after the command: %s/#/models/%s."
                                        + " Promotion is on hold until somebody releases it",
                                number,
                                seconds,
                                mlflow,
                                model))
                        .orElse("MLflow's alias has not followed within " + REGISTRY.toSeconds() + " s; see "
                                + console));
    }

    private Optional<String> registryVersion(String model, String target) {
        JsonNode champion =
                client.get("/api/v1/models/" + model).path("registry").path("champion");
        return champion.path("checkpointId").asText().equals(target)
                ? Optional.of(champion.path("registryVersion").asText())
                : Optional.empty();
    }

    private static ObjectNode command(JsonNode state, String model, String target) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", model)
                .put("action", "ROLLBACK")
                .put("to", target)
                .put("expectedGeneration", state.path("generation").asLong())
                .put("reason", REASON)
                .put("confirm", model)
                .put("idempotencyKey", UUID.randomUUID().toString());
    }
}
