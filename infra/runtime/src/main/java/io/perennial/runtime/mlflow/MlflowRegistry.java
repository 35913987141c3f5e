package io.perennial.runtime.mlflow;

import static io.perennial.runtime.mlflow.MlflowHttp.API;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.mlflow.MlflowHttp.Repeat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model registry. Every method throws {@link ServiceException} (dependency) when the server is away and
 * {@link MlflowRefusedException} when it says no. Calls and their traps: mlflow:mlflow/protos/model_registry.proto,
 * mlflow/server/handlers.py.
 */
public final class MlflowRegistry {
    /** MLflow cuts longer values. */
    private static final int LONGEST_TAG_VALUE = 5000;

    private static final int PAGE = 200;

    private final MlflowHttp http;

    MlflowRegistry(MlflowHttp http) {
        this.http = http;
    }

    /** Makes the registered model if it is not there. */
    public void createModel(String model, String description) {
        ObjectNode body = object().put("name", model).put("description", description);
        try {
            http.post("create registered model " + model, API + "registered-models/create", body, Repeat.ALLOWED);
        } catch (MlflowRefusedException e) {
            if (!e.isPresentAlready()) {
                throw e;
            }
        }
    }

    public Optional<RegisteredModel> model(String model) {
        JsonNode answer;
        try {
            answer = http.get("read registered model " + model, API + "registered-models/get", Map.of("name", model))
                    .path("registered_model");
        } catch (MlflowRefusedException e) {
            if (e.isAbsent()) {
                return Optional.empty();
            }
            throw e;
        }
        Map<String, String> aliases = new HashMap<>();
        for (JsonNode alias : answer.path("aliases")) {
            aliases.put(alias.path("alias").asText(), alias.path("version").asText());
        }
        return Optional.of(new RegisteredModel(model, answer.path("description").asText(""), aliases, tags(answer)));
    }

    public void setModelTag(String model, String key, String value) {
        ObjectNode body = object().put("name", model).put("key", key).put("value", shortened(value));
        http.post("tag registered model " + model, API + "registered-models/set-tag", body, Repeat.ALLOWED);
    }

    public void describeModel(String model, String description) {
        ObjectNode body = object().put("name", model).put("description", description);
        http.patch("describe registered model " + model, API + "registered-models/update", body);
    }

    /** All versions of a model, in the order of their numbers. */
    public List<ModelVersion> versions(String model) {
        return search("name=" + quoted(model), "list versions of " + model);
    }

    /** The versions that carry a tag. */
    public List<ModelVersion> versionsWithTag(String model, String key, String value) {
        return search(
                "name=" + quoted(model) + " and tags.`" + key + "`=" + quoted(value),
                "find the version of " + model + " with " + key + " " + value);
    }

    /**
     * The one version of a model that carries the identity tag, made if it is not there. A create is sent once; when its answer
     * is lost the registry is asked whether it was carried out, so that there are never two versions for one identity. Call it
     * from one process at a time.
     *
     * @param identityKey key of the tag in {@code tags} that identifies the version
     */
    public ModelVersion createVersionOnce(
            String model,
            String identityKey,
            String source,
            String runId,
            Map<String, String> tags,
            String description) {
        String identity = tags.get(identityKey);
        if (identity == null) {
            throw new IllegalArgumentException("tags must hold " + identityKey + ", were " + tags.keySet());
        }
        Optional<ModelVersion> existing = onlyOne(versionsWithTag(model, identityKey, identity), identityKey, identity);
        if (existing.isPresent()) {
            return existing.get();
        }
        try {
            return createVersion(model, source, runId, tags, description);
        } catch (ServiceException e) {
            // The answer was lost, or the server broke down: only the registry knows whether the version was made.
            return onlyOne(versionsWithTag(model, identityKey, identity), identityKey, identity)
                    .orElseThrow(() -> e);
        }
    }

    public void describeVersion(String model, String version, String description) {
        ObjectNode body = object().put("name", model).put("version", version).put("description", description);
        http.patch("describe version " + version + " of " + model, API + "model-versions/update", body);
    }

    public void setVersionTag(String model, String version, String key, String value) {
        ObjectNode body = object().put("name", model)
                .put("version", version)
                .put("key", key)
                .put("value", shortened(value));
        http.post("tag version " + version + " of " + model, API + "model-versions/set-tag", body, Repeat.ALLOWED);
    }

    public void deleteVersionTag(String model, String version, String key) {
        ObjectNode body = object().put("name", model).put("version", version).put("key", key);
        http.delete("untag version " + version + " of " + model, API + "model-versions/delete-tag", body);
    }

    /** The version number that an alias names. */
    public Optional<String> alias(String model, String alias) {
        return model(model).map(RegisteredModel::aliases).map(aliases -> aliases.get(alias));
    }

    public void setAlias(String model, String alias, String version) {
        ObjectNode body = object().put("name", model).put("alias", alias).put("version", version);
        http.post(
                "set alias " + alias + " of " + model + " to version " + version,
                API + "registered-models/alias",
                body,
                Repeat.ALLOWED);
    }

    /** Takes an alias away; nothing happens when there is none. */
    public void deleteAlias(String model, String alias) {
        ObjectNode body = object().put("name", model).put("alias", alias);
        http.delete("delete alias " + alias + " of " + model, API + "registered-models/alias", body);
    }

    private ModelVersion createVersion(
            String model, String source, String runId, Map<String, String> tags, String description) {
        ObjectNode body = object().put("name", model)
                .put("source", source)
                .put("run_id", runId)
                .put("description", description);
        ArrayNode list = body.putArray("tags");
        tags.forEach((key, value) -> list.addObject().put("key", key).put("value", shortened(value)));
        JsonNode answer =
                http.post("create a version of " + model, API + "model-versions/create", body, Repeat.FORBIDDEN);
        return version(answer.path("model_version"));
    }

    private List<ModelVersion> search(String filter, String what) {
        List<ModelVersion> found = new ArrayList<>();
        String page = "";
        do {
            Map<String, String> query = new HashMap<>();
            query.put("filter", filter);
            query.put("max_results", Integer.toString(PAGE));
            query.put("order_by", "version_number ASC");
            if (!page.isEmpty()) {
                query.put("page_token", page);
            }
            JsonNode answer = http.get(what, API + "model-versions/search", query);
            answer.path("model_versions").forEach(node -> found.add(version(node)));
            page = answer.path("next_page_token").asText("");
        } while (!page.isEmpty());
        return found;
    }

    private static Optional<ModelVersion> onlyOne(List<ModelVersion> versions, String key, String identity) {
        if (versions.size() > 1) {
            throw ServiceException.data(
                    "MLflow has " + versions.size() + " versions of "
                            + versions.get(0).model() + " with " + key + " " + identity + ": "
                            + versions.stream().map(ModelVersion::version).toList()
                            + "; delete all but the first",
                    null);
        }
        return versions.stream().findFirst();
    }

    private static ModelVersion version(JsonNode node) {
        String runId = node.path("run_id").asText("");
        return new ModelVersion(
                node.path("name").asText(),
                node.path("version").asText(),
                runId.isEmpty() ? null : runId,
                node.path("source").asText(""),
                node.path("description").asText(""),
                tags(node));
    }

    private static Map<String, String> tags(JsonNode node) {
        Map<String, String> tags = new HashMap<>();
        node.path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText("")));
        return tags;
    }

    private static String quoted(String value) {
        if (value.contains("'")) {
            throw new IllegalArgumentException("a quote cannot be searched for in MLflow: " + value);
        }
        return "'" + value + "'";
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_TAG_VALUE ? value : value.substring(0, LONGEST_TAG_VALUE - 1) + "…";
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
