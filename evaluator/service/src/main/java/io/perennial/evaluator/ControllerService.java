package io.perennial.evaluator;

import io.perennial.evaluator.controller.AliasInbox;
import io.perennial.evaluator.controller.ControllerSession;
import io.perennial.evaluator.controller.StateBoard;
import io.perennial.evaluator.registry.Reconciler;
import io.perennial.runtime.Service;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowSettings;
import io.perennial.schemas.blobs.BlobStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one process that decides who serves. Reports, operator commands and aliases moved by hand come in; hash-chained decisions,
 * the desired state and commands to the trainer go out. After a broken transaction it rebuilds its state from the log. Beside it the
 * reconciler keeps MLflow in step; with an empty {@code mlflow.uri} there is none.
 */
public final class ControllerService implements Service {
    private static final Logger log = LoggerFactory.getLogger(ControllerService.class);
    private static final Duration PAUSE_BEFORE_REBUILD = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private final AliasInbox aliases = new AliasInbox();
    private final StateBoard board = new StateBoard();
    private final Optional<Mlflow> mlflow;
    private final Optional<Reconciler> reconciler;
    private final CountDownLatch stopping = new CountDownLatch(1);

    public ControllerService(ServiceConfig config) {
        clients = new KafkaClients(config, ControllerSession.TRANSACTIONAL_ID);
        mlflow = MlflowSettings.of(config).map(Mlflow::new);
        BlobStore blobs = config.blobs();
        Duration interval = Duration.ofMillis(config.getLong(ControllerConfig.REGISTRY_INTERVAL));
        reconciler = mlflow.map(server -> new Reconciler(server, blobs, board, aliases, Clock.systemUTC(), interval));
        reconciler.ifPresent(loop -> board.onChange(loop::wake));
    }

    @Override
    public void run() throws InterruptedException {
        Optional<Thread> projection = reconciler.map(loop -> new Thread(loop, "mlflow-reconciler"));
        projection.ifPresent(Thread::start);
        try {
            while (!isStopping()) {
                runSession();
            }
        } finally {
            reconciler.ifPresent(Reconciler::stop);
            if (projection.isPresent()) {
                projection.get().join(Duration.ofSeconds(10).toMillis());
            }
        }
    }

    @Override
    public void stop() {
        stopping.countDown();
    }

    @Override
    public boolean isReady() {
        return board.isCurrent();
    }

    @Override
    public void close() {
        stop();
        reconciler.ifPresent(Reconciler::stop);
        mlflow.ifPresent(Mlflow::close);
    }

    private void runSession() throws InterruptedException {
        try (ControllerSession session = new ControllerSession(clients, board, aliases)) {
            session.run(this::isStopping);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw ServiceException.dependency(
                    "another controller with transactional.id " + ControllerSession.TRANSACTIONAL_ID
                            + " has taken over; run only one",
                    e);
        } catch (KafkaException e) {
            log.atWarn().setCause(e).log("the transaction broke; the state is rebuilt from the log");
            stopping.await(PAUSE_BEFORE_REBUILD.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }
}
