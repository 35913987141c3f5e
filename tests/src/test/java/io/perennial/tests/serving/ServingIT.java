package io.perennial.tests.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.SavedCheckpoint;
import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.EmbedRequest;
import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.ObservedModel;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.records.ServingRole;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.serving.ServingConfig;
import io.perennial.serving.ServingMain;
import io.perennial.serving.ServingService;
import io.perennial.tests.CommittedRecords;
import io.perennial.tests.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingIT {
    private static final String MODEL = "text-encoder";
    private static final Map<String, String> SMALL = Map.of(
            "width", "16",
            "layers", "1",
            "heads", "2",
            "batch.size", "4",
            "vocabulary", "260",
            "length", "8",
            "windows", "1");
    private static final List<Content> BATCH = Stream.of(
                    "a log of kafka", "one two three", "the quick brown fox", "streams flow all year")
            .<Content>map(Content.Text::new)
            .toList();

    @TempDir
    private Path directory;

    private LocalBroker broker;
    private KafkaProducer<String, byte[]> producer;
    private Pretraining training;
    private long version;

    @BeforeEach
    void startBroker() {
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "0"),
                new StringSerializer(),
                new ByteArraySerializer());
        training = new Checkpoints(blobs()).start(ModelConfiguration.named(MODEL, SMALL), 7, BATCH);
    }

    @AfterEach
    void stopBroker() {
        producer.close();
        training.close();
        broker.close();
    }

    private BlobStore blobs() {
        return new DirectoryBlobStore(directory.resolve("blobs"));
    }

    private ServedCheckpoint train() throws IOException {
        training.step(BATCH);
        version++;
        SavedCheckpoint saved = training.save(
                blobs(),
                new Lineage(null, null, version, List.of(), List.of(), List.of(), 4 * version, 0, "config", "test"));
        return new ServedCheckpoint(saved.checkpointId(), version, saved.manifest());
    }

    private Map<String, String> settings() {
        return Map.of(
                ServiceConfig.BOOTSTRAP_SERVERS,
                broker.bootstrapServers(),
                ServiceConfig.BLOB_DIRECTORY,
                directory.resolve("blobs").toString(),
                ServiceConfig.STATE_DIRECTORY,
                directory.resolve("state").toString(),
                ServingConfig.MODELS,
                MODEL,
                ServingConfig.INSTANCE_ID,
                "instance-1",
                ServingConfig.HTTP_ADDRESS,
                "127.0.0.1:0",
                ServingConfig.HEARTBEAT,
                "200");
    }

    private ServingService service() {
        return new ServingService(ServiceConfig.parse(ServingConfig.definition(), settings()));
    }

    private static ServiceThread start(ServingService service) {
        return ServiceThread.start("serving", service, Duration.ofSeconds(10));
    }

    private void desire(long generation, ServedCheckpoint champion, @Nullable ServedCheckpoint challenger)
            throws Exception {
        DesiredModel desired = DesiredModel.newBuilder()
                .setModel(MODEL)
                .setGeneration(generation)
                .setChampion(champion)
                .setChallenger(challenger)
                .setCause(DecisionKind.PROMOTE)
                .setDecidedAt(Instant.now())
                .build();
        send(Topics.SERVING_DESIRED, MODEL, AvroWire.of(DesiredModel.class).encode(desired));
    }

    private void ask(String requestId, String model, String text) throws Exception {
        EmbedRequest request = new EmbedRequest(requestId, model, text, ByteBuffer.allocate(0), Instant.now());
        send(Topics.SERVING_REQUESTS, requestId, AvroWire.of(EmbedRequest.class).encode(request));
    }

    private void send(String topic, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    private List<EmbedResponse> answers(String topic) {
        try (CommittedRecords records = new CommittedRecords(broker.bootstrapServers(), topic)) {
            AvroWire<EmbedResponse> wire = AvroWire.of(EmbedResponse.class);
            return records.read().stream()
                    .map(answer -> wire.decode(answer.value()))
                    .toList();
        }
    }

    private ObservedModel lastObserved() {
        try (CommittedRecords records = new CommittedRecords(broker.bootstrapServers(), Topics.SERVING_OBSERVED)) {
            return records.read().stream()
                    .map(report -> AvroWire.of(ObservedModel.class).decode(report.value()))
                    .reduce(new ObservedModel(), (before, after) -> after);
        }
    }

    private void awaitObserved(long generation, InstanceState state) {
        await().until(() -> {
            ObservedModel observed = lastObserved();
            return observed.getGeneration() == generation && observed.getState() == state;
        });
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    private static String championOverHttp(ServingService service) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.address() + "/v1/embed"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + MODEL + "\",\"text\":\"hello\"}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void championAnswersAndChallengerShadowsTheSameRequests() throws Exception {
        // given
        ServedCheckpoint champion = train();
        ServedCheckpoint challenger = train();
        try (ServiceThread serving = start(service())) {
            await().until(serving::isReady);
            desire(1, champion, challenger);
            awaitObserved(1, InstanceState.READY);
            // when
            for (int i = 0; i < 20; i++) {
                ask("request-" + i, MODEL, "text number " + i);
            }
            ask("request-wrong", "video-encoder", "text");
            await().until(() -> answers(Topics.SERVING_RESPONSES).size() >= 21
                    && answers(Topics.SERVING_SHADOW).size() >= 20);
        }
        // then
        List<EmbedResponse> responses = answers(Topics.SERVING_RESPONSES);
        List<EmbedResponse> shadows = answers(Topics.SERVING_SHADOW);
        assertThat(responses).hasSize(21).extracting(EmbedResponse::getRole).containsOnly(ServingRole.CHAMPION);
        assertThat(responses)
                .filteredOn(response -> response.getError() == null)
                .hasSize(20)
                .allSatisfy(response -> {
                    assertThat(response.getCheckpointId()).isEqualTo(champion.getCheckpointId());
                    assertThat(response.getGeneration()).isEqualTo(1);
                    assertThat(response.getEmbedding()).hasSize(16);
                });
        assertThat(shadows).hasSize(20).allSatisfy(shadow -> {
            assertThat(shadow.getRole()).isEqualTo(ServingRole.CHALLENGER);
            assertThat(shadow.getCheckpointId()).isEqualTo(challenger.getCheckpointId());
        });
        assertThat(lastObserved().getState()).isEqualTo(InstanceState.STOPPED);
    }

    @Test
    void rollbackToTheWarmChampionTakesLessThanASecond() throws Exception {
        // given
        ServedCheckpoint good = train();
        ServedCheckpoint bad = train();
        ServingService service = service();
        try (ServiceThread serving = start(service)) {
            await().until(serving::isReady);
            desire(1, good, null);
            awaitObserved(1, InstanceState.READY);
            desire(2, bad, null);
            await().until(() -> championOverHttp(service).contains(bad.getCheckpointId()));
            // when
            long start = System.nanoTime();
            desire(3, good, null);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> championOverHttp(service).contains(good.getCheckpointId()));
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            // then
            assertThat(millis).isLessThan(1_000);
            awaitObserved(3, InstanceState.READY);
        }
    }

    @Test
    void restartedInstanceRollsBackWithoutTheSharedStore() throws Exception {
        // given
        ServedCheckpoint good = train();
        ServedCheckpoint bad = train();
        try (ServiceThread serving = start(service())) {
            await().until(serving::isReady);
            desire(1, good, null);
            awaitObserved(1, InstanceState.READY);
            desire(2, bad, null);
            awaitObserved(2, InstanceState.READY);
        }
        Files.move(directory.resolve("blobs"), directory.resolve("away"));
        // when
        ServingService service = service();
        try (ServiceThread serving = start(service)) {
            await().until(serving::isReady);
            desire(3, good, null);
            // then
            awaitObserved(3, InstanceState.READY);
            assertThat(championOverHttp(service)).contains(good.getCheckpointId());
        }
    }

    @Test
    void requestsThatWaitedWhileNobodyServedAreAnswered() throws Exception {
        // given
        ServedCheckpoint champion = train();
        desire(1, champion, null);
        try (ServiceThread serving = start(service())) {
            await().until(() -> lastObserved().getGeneration() == 1);
            assertThat(serving.isLive()).isTrue();
        }
        ask("waiting", MODEL, "text");
        // when
        try (ServiceThread serving = start(service())) {
            await().until(() -> !answers(Topics.SERVING_RESPONSES).isEmpty());
            assertThat(serving.isLive()).isTrue();
        }
        // then
        assertThat(answers(Topics.SERVING_RESPONSES))
                .extracting(EmbedResponse::getRequestId)
                .containsExactly("waiting");
    }

    @Test
    void processDrainsOnSigtermAndEndsWithZero() throws Exception {
        // given
        List<String> arguments = settings().entrySet().stream()
                .flatMap(entry -> Stream.of("--set", entry.getKey() + "=" + entry.getValue()))
                .toList();
        try (JavaProcess process = JavaProcess.start(ServingMain.class, arguments)) {
            String started = process.awaitOutput("started health=");
            String health = started.replaceAll(".*health=\"?(http://[^\" ]+)\"?.*", "$1");
            await().until(() -> HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(health + "/readyz"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200);
            // when
            process.terminate();
            // then
            assertThat(process.awaitExit()).as("%s", process.output()).isZero();
            assertThat(process.output())
                    .anyMatch(line -> line.contains("perennial-serving 0."))
                    .anyMatch(line -> line.contains("draining"))
                    .anyMatch(line -> line.strip().endsWith("stopped"));
            assertThat(lastObserved().getState()).isEqualTo(InstanceState.STOPPED);
        }
    }
}
