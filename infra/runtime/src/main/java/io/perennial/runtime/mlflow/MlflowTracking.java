package io.perennial.runtime.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.mlflow.MlflowHttp.Repeat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * Experiments, runs, metrics, params and tags by MLflow's Java client. That client has no timeouts, so each call runs on a thread of
 * its own and is given up after the configured time; and it repeats creates, so a run is created by {@link MlflowHttp}. Calls are
 * carried out one at a time, whichever thread makes them. Every method throws {@link ServiceException} (dependency) when the server
 * is away and {@link MlflowRefusedException} when it says no.
 */
public final class MlflowTracking implements AutoCloseable {
    /** Tag that identifies a run for {@link #openRun}. */
    public static final String RUN_KEY = "perennial.run_key";

    private static final int LARGEST_METRIC_BATCH = 900;
    private static final int LARGEST_PARAM_BATCH = 90;
    private static final int LONGEST_VALUE = 5000;

    private final MlflowSettings settings;
    private final MlflowHttp http;
    private final Duration timeout;
    private @Nullable Connection connection;

    MlflowTracking(MlflowSettings settings, MlflowHttp http) {
        this.settings = settings;
        this.http = http;
        this.timeout = settings.requestTimeout();
    }

    /** Id of the experiment of that name, made if it is not there. */
    public String experiment(String name) {
        Optional<String> existing = findExperiment(name);
        if (existing.isPresent()) {
            return existing.get();
        }
        try {
            return call("create experiment " + name, client -> client.createExperiment(name));
        } catch (MlflowRefusedException e) {
            return findExperiment(name).orElseThrow(() -> e);
        }
    }

    /**
     * The run with that key, made if it is not there. A create is sent once; when its answer is lost the server is asked whether it
     * was carried out. So an update that is done again after a crash continues its run.
     *
     * @param runKey what identifies the run in its experiment, for example the id of the checkpoint or of the plan of an update
     * @param name name for people
     * @param startMillis start in milliseconds since 1970
     */
    public Run openRun(String experimentId, String runKey, String name, Map<String, String> tags, long startMillis) {
        Optional<Run> existing = findRun(experimentId, RUN_KEY, runKey);
        if (existing.isPresent()) {
            return existing.get();
        }
        Map<String, String> all = new HashMap<>(tags);
        all.put(RUN_KEY, runKey);
        try {
            return createRun(experimentId, name, all, startMillis);
        } catch (ServiceException e) {
            return findRun(experimentId, RUN_KEY, runKey).orElseThrow(() -> e);
        }
    }

    /** The run that carries a tag; the newest if there are several. */
    public Optional<Run> findRun(String experimentId, String tagKey, String tagValue) {
        String filter = "tags.`" + tagKey + "` = " + quoted(tagValue);
        return call(
                        "find the run with " + tagKey + " " + tagValue,
                        client -> client.searchRuns(List.of(experimentId), filter, ViewType.ACTIVE_ONLY, 2))
                .getItems()
                .stream()
                .findFirst()
                .map(found -> run(found.getInfo()));
    }

    /** The run of that id; empty if there is none. */
    public Optional<Run> run(String runId) {
        try {
            return Optional.of(run(
                    call("read run " + runId, client -> client.getRun(runId)).getInfo()));
        } catch (MlflowRefusedException e) {
            if (e.isAbsent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Logs points of curves, in batches. A value that is NaN or infinite becomes the tag {@code perennial.not_finite.<key>}. */
    public void logMetrics(String runId, Collection<RunMetric> metrics) {
        List<Metric> finite = new ArrayList<>();
        Map<String, String> notFinite = new HashMap<>();
        for (RunMetric metric : metrics) {
            if (Double.isFinite(metric.value())) {
                finite.add(Metric.newBuilder()
                        .setKey(metric.key())
                        .setValue(metric.value())
                        .setTimestamp(metric.timestampMillis())
                        .setStep(metric.step())
                        .build());
            } else {
                notFinite.put("perennial.not_finite." + metric.key(), metric.value() + " at step " + metric.step());
            }
        }
        inBatches(finite, LARGEST_METRIC_BATCH, batch -> logBatch(runId, batch, List.of(), List.of()));
        setTags(runId, notFinite);
    }

    /** Logs params, which cannot be changed later. */
    public void logParams(String runId, Map<String, String> params) {
        List<Param> list = new ArrayList<>();
        params.forEach((key, value) -> list.add(
                Param.newBuilder().setKey(key).setValue(shortened(value)).build()));
        inBatches(list, LARGEST_PARAM_BATCH, batch -> logBatch(runId, List.of(), batch, List.of()));
    }

    public void setTags(String runId, Map<String, String> tags) {
        List<RunTag> list = new ArrayList<>();
        tags.forEach((key, value) -> list.add(
                RunTag.newBuilder().setKey(key).setValue(shortened(value)).build()));
        inBatches(list, LARGEST_PARAM_BATCH, batch -> logBatch(runId, List.of(), List.of(), batch));
    }

    /** Ends a run. */
    public void finish(String runId, boolean succeeded, long endMillis) {
        call("end run " + runId, client -> {
            client.setTerminated(runId, succeeded ? RunStatus.FINISHED : RunStatus.FAILED, endMillis);
            return runId;
        });
    }

    /** Last value of each metric. */
    public Map<String, Double> metrics(String runId) {
        Map<String, Double> values = new HashMap<>();
        call("read metrics of run " + runId, client -> client.getRun(runId))
                .getData()
                .getMetricsList()
                .forEach(metric -> values.put(metric.getKey(), metric.getValue()));
        return values;
    }

    /** All points of one curve. */
    public List<RunMetric> history(String runId, String key) {
        return call("read metric " + key + " of run " + runId, client -> client.getMetricHistory(runId, key)).stream()
                .map(point -> new RunMetric(key, point.getValue(), point.getTimestamp(), point.getStep()))
                .toList();
    }

    public Map<String, String> params(String runId) {
        Map<String, String> values = new HashMap<>();
        call("read params of run " + runId, client -> client.getRun(runId))
                .getData()
                .getParamsList()
                .forEach(param -> values.put(param.getKey(), param.getValue()));
        return values;
    }

    public Map<String, String> tags(String runId) {
        Map<String, String> values = new HashMap<>();
        call("read tags of run " + runId, client -> client.getRun(runId))
                .getData()
                .getTagsList()
                .forEach(tag -> values.put(tag.getKey(), tag.getValue()));
        return values;
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /** By a search: the client repeats and logs every 404, which is the answer to a name that is not there. */
    private Optional<String> findExperiment(String name) {
        return call(
                        "find experiment " + name,
                        client ->
                                client.searchExperiments("name = " + quoted(name), ViewType.ACTIVE_ONLY, 1, List.of()))
                .getItems()
                .stream()
                .findFirst()
                .map(Service.Experiment::getExperimentId);
    }

    private Run createRun(String experimentId, String name, Map<String, String> tags, long startMillis) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("experiment_id", experimentId)
                .put("run_name", name)
                .put("start_time", startMillis);
        ArrayNode list = body.putArray("tags");
        tags.forEach((key, value) -> list.addObject().put("key", key).put("value", shortened(value)));
        JsonNode info = http.post("create run " + name, MlflowHttp.API + "runs/create", body, Repeat.FORBIDDEN)
                .path("run")
                .path("info");
        return new Run(
                info.path("run_id").asText(),
                info.path("experiment_id").asText(),
                info.path("artifact_uri").asText(),
                info.path("status").asText());
    }

    private void logBatch(String runId, List<Metric> metrics, List<Param> params, List<RunTag> tags) {
        call("log to run " + runId, client -> {
            client.logBatch(runId, metrics, params, tags);
            return runId;
        });
    }

    private static <T> void inBatches(List<T> all, int size, Consumer<List<T>> consumer) {
        for (int from = 0; from < all.size(); from += size) {
            consumer.accept(all.subList(from, Math.min(all.size(), from + size)));
        }
    }

    private static Run run(Service.RunInfo info) {
        return new Run(
                info.getRunId(),
                info.getExperimentId(),
                info.getArtifactUri(),
                info.getStatus().name());
    }

    private static String quoted(String value) {
        if (value.contains("'")) {
            throw new IllegalArgumentException("a quote cannot be searched for in MLflow: " + value);
        }
        return "'" + value + "'";
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE - 1) + "…";
    }

    private synchronized <T> T call(String what, Function<MlflowClient, T> request) {
        if (connection == null) {
            connection = new Connection(settings);
        }
        Future<T> answer = connection.submit(request);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            close();
            throw MlflowHttp.away(what, settings, new IOException("no answer within " + timeout.toMillis() + " ms", e));
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw MlflowHttp.away(what, settings, e);
        } catch (ExecutionException e) {
            throw translated(what, e.getCause());
        }
    }

    private RuntimeException translated(String what, @Nullable Throwable cause) {
        if (cause instanceof MlflowHttpException refused) {
            return MlflowHttp.failure(what, refused.getStatusCode(), String.valueOf(refused.getBodyMessage()));
        }
        if (cause instanceof MlflowClientException failed) {
            return MlflowHttp.away(what, settings, failed.getCause() instanceof IOException io ? io : failed);
        }
        return new IllegalStateException("MLflow's client failed to " + what, cause);
    }

    /** A client and the thread that works with it; thrown away together when a call hangs. */
    private static final class Connection implements AutoCloseable {
        private final MlflowClient client;
        private final ExecutorService thread;

        Connection(MlflowSettings settings) {
            client = new MlflowClient(credentials(settings));
            thread = Executors.newSingleThreadExecutor(task -> {
                Thread worker = new Thread(task, "mlflow-client");
                worker.setDaemon(true);
                return worker;
            });
        }

        <T> Future<T> submit(Function<MlflowClient, T> request) {
            return thread.submit(() -> request.apply(client));
        }

        @Override
        public void close() {
            thread.shutdownNow();
            client.close();
        }

        private static BasicMlflowHostCreds credentials(MlflowSettings settings) {
            String host = settings.uri().toString();
            if (settings.token() != null) {
                return new BasicMlflowHostCreds(host, settings.token());
            }
            return settings.username() == null
                    ? new BasicMlflowHostCreds(host)
                    : new BasicMlflowHostCreds(host, settings.username(), settings.password());
        }
    }
}
