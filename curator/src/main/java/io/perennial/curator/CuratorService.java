package io.perennial.curator;

import io.perennial.curator.topology.CurationPlan;
import io.perennial.curator.topology.CuratorTopology;
import io.perennial.runtime.Service;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the curation topology of all modalities. Bad data never ends it: a record that cannot be read gets its verdict. What does end
 * it is a dependency that is away for longer than the clients wait, a gold set that cannot be read, or a bug; then all threads stop,
 * the open transaction is aborted, and a restart goes on from the last commit.
 */
public final class CuratorService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(CuratorService.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** @throws ServiceException if the configuration or a rule file is wrong */
    public CuratorService(ServiceConfig config) {
        CurationPlan plan = new CurationPlan(CuratorConfig.rules(config), config.blobs(), CuratorVersion.read());
        plan.rules()
                .forEach((modality, rules) -> LOG.atInfo()
                        .addKeyValue("modality", modality)
                        .addKeyValue("configHash", rules.sha256())
                        .log("rules loaded"));
        StreamsConfig settings = StreamsSettings.of(config);
        streams = new KafkaStreams(CuratorTopology.build(plan, settings), settings);
        streams.setUncaughtExceptionHandler(this::fail);
        streams.setGlobalStateRestoreListener(new RestoreLog());
        streams.setStateListener((state, before) -> stateChanged(state));
    }

    @Override
    public void run() throws InterruptedException {
        streams.start();
        try {
            ended.await();
        } finally {
            streams.close(CLOSE_TIMEOUT);
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw explain(cause);
        }
    }

    @Override
    public void stop() {
        ended.countDown();
    }

    @Override
    public boolean isReady() {
        return streams.state() == State.RUNNING;
    }

    @Override
    public void close() {
        stop();
        streams.close(CLOSE_TIMEOUT);
    }

    private StreamThreadExceptionResponse fail(Throwable cause) {
        LOG.atError().setCause(cause).log("curation failed, the curator stops");
        failure.compareAndSet(null, cause);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void stateChanged(State state) {
        LOG.atInfo().addKeyValue("state", state).log("curator changed state");
        if (state == State.ERROR || state == State.NOT_RUNNING) {
            ended.countDown();
        }
    }

    /** Streams wraps what a processor throws; the first cause that a person can act on is what happened. */
    static RuntimeException explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServiceException known) {
                return known;
            }
            if (cause instanceof MissingSourceTopicException) {
                return ServiceException.dependency(
                        "a topic that the curator reads does not exist: " + cause.getMessage()
                                + "; create the topics of topics.yaml, then start the curator",
                        failure);
            }
        }
        if (rootCause(failure) instanceof KafkaException kafka) {
            return ServiceException.dependency(
                    "Kafka failed the curator: " + kafka.getMessage()
                            + "; check the brokers, then start the curator: it goes on from its last commit",
                    failure);
        }
        return new IllegalStateException("curation failed: " + failure.getMessage(), failure);
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
