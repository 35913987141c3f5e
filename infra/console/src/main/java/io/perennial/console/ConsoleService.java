package io.perennial.console;

import io.perennial.console.command.CommandDesk;
import io.perennial.console.feed.CommandTopic;
import io.perennial.console.feed.LagWatch;
import io.perennial.console.feed.RegistryWatch;
import io.perennial.console.feed.TopicFeed;
import io.perennial.console.security.Users;
import io.perennial.console.state.ConsoleState;
import io.perennial.console.state.KafkaState;
import io.perennial.console.state.LagState;
import io.perennial.console.state.RegistryState;
import io.perennial.console.state.StateBoard;
import io.perennial.console.state.StateFold;
import io.perennial.console.web.ConsoleServer;
import io.perennial.console.web.ConsoleSite;
import io.perennial.console.web.Views;
import io.perennial.runtime.HostPort;
import io.perennial.runtime.Service;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.mlflow.Mlflow;
import io.perennial.runtime.mlflow.MlflowSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console as a service. {@link #run()} reads the topics; two timers look at consumer lag and MLflow; the web server has its own
 * threads. All meet at the {@link StateBoard}. The console listens from the moment it is constructed, so that it can say that Kafka is
 * away. It keeps nothing: after a restart it reads everything again.
 */
public final class ConsoleService implements Service {
    private static final Logger log = LoggerFactory.getLogger(ConsoleService.class);
    private static final String NAME = "perennial-console";

    private final StateBoard board;
    private final TopicFeed feed;
    private final Admin admin;
    private final Producer<String, byte[]> producer;
    private final Optional<Mlflow> mlflow;
    private final ScheduledExecutorService watches = Executors.newScheduledThreadPool(2, ConsoleService::watchThread);
    private final HostPort address;
    private final ConsoleServer server;

    public ConsoleService(ServiceConfig config) {
        this(config, Clock.systemUTC());
    }

    ConsoleService(ServiceConfig config, Clock clock) {
        ConsoleSite site = site(config);
        address = site.address();
        Optional<MlflowSettings> settings = MlflowSettings.of(config);
        KafkaClients clients = new KafkaClients(config, NAME);
        StateFold fold = new StateFold(config.getList(ConsoleConfig.MODELS));
        board = new StateBoard(initial(fold, settings.isPresent(), clock));
        feed = new TopicFeed(clients, board, fold, config.getLong(ConsoleConfig.VERDICTS));
        admin = clients.admin();
        producer = clients.producer(CommandTopic.PRODUCER_SETTINGS);
        mlflow = settings.map(Mlflow::new);
        Duration silentAfter = Duration.ofMillis(config.getLong(ConsoleConfig.SILENT_AFTER));
        String registryAddress = settings.map(each -> each.uri().toString()).orElse("");
        CommandDesk desk = new CommandDesk(board, new CommandTopic(producer), clock);
        server = site.open(new Views(board, clock, silentAfter, registryAddress), desk);
        watch(config, clock);
        log.atInfo().addKeyValue("address", address()).log("the console listens");
    }

    /** Where browsers find it. */
    public URI address() {
        return URI.create("http://" + new HostPort(address.host(), server.port()));
    }

    @Override
    public void run() {
        feed.run();
    }

    @Override
    public void stop() {
        feed.stop();
    }

    @Override
    public boolean isReady() {
        ConsoleState state = board.now();
        return state.log().caughtUp() && state.kafka().reachable();
    }

    @Override
    public void close() {
        feed.stop();
        watches.shutdownNow();
        server.close();
        producer.close(Duration.ofSeconds(2));
        admin.close(Duration.ofSeconds(2));
        mlflow.ifPresent(Mlflow::close);
    }

    private void watch(ServiceConfig config, Clock clock) {
        long interval = config.getLong(ConsoleConfig.LOOK_INTERVAL);
        LagWatch lag = new LagWatch(admin, board, clock);
        repeat(lag::look, interval);
        mlflow.ifPresent(each -> {
            RegistryWatch registry = new RegistryWatch(each.registry(), board, clock);
            repeat(registry::look, interval);
        });
    }

    private void repeat(Look look, long interval) {
        ScheduledFuture<?> unused =
                watches.scheduleWithFixedDelay(() -> attempt(look), 0, interval, TimeUnit.MILLISECONDS);
    }

    /** A look that fails must not end the timer. */
    private static void attempt(Look look) {
        try {
            look.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a look at Kafka or MLflow failed");
        }
    }

    @FunctionalInterface
    private interface Look {
        void look() throws InterruptedException;
    }

    private static ConsoleSite site(ServiceConfig config) {
        String usersFile = config.getString(ConsoleConfig.USERS_FILE);
        return new ConsoleSite(
                HostPort.parse(config.getString(ConsoleConfig.ADDRESS)),
                usersFile.isBlank() ? null : Users.read(Path.of(usersFile)),
                config.getList(ConsoleConfig.HOSTS),
                config.getBoolean(ConsoleConfig.HTTPS));
    }

    private static ConsoleState initial(StateFold fold, boolean registryUsed, Clock clock) {
        RegistryState.Status status = registryUsed ? RegistryState.Status.AWAY : RegistryState.Status.OFF;
        return new ConsoleState(
                0,
                fold.view(false),
                LagState.NONE,
                new RegistryState(status, clock.instant(), "not asked yet", Map.of()),
                new KafkaState(false, clock.instant(), "not asked yet"));
    }

    private static Thread watchThread(Runnable task) {
        Thread thread = new Thread(task, NAME + "-watch");
        thread.setDaemon(true);
        return thread;
    }
}
