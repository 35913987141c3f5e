package io.perennial.tests.curator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.curator.CuratorConfig;
import io.perennial.curator.CuratorService;
import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.GoldSplit;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.tests.CommittedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CuratorGoldIT {
    private static final AvroWire<CuratedSample> SAMPLE = AvroWire.of(CuratedSample.class);
    private static final String GOLD_SET = "libraries";
    private static final String HELD_OUT =
            "The gold set holds this very sentence, so that nobody may ever train on it.";
    private static final String FREE = "Nobody has ever asked a question about this sentence, hence it may be learned.";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** One would do, if the gold set came to the curator before the next record. */
    private static final int MOST_ATTEMPTS = 100;

    @TempDir
    private Path directory;

    private LocalBroker broker;
    private CuratorTopics topics;

    @BeforeEach
    void start() {
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        topics = new CuratorTopics(broker.bootstrapServers());
    }

    @AfterEach
    void stop() {
        topics.close();
        broker.close();
    }

    @Test
    void goldSetsThatWereThereFirstAreKnownToTheFirstRecord() throws IOException {
        // given
        announce(Modality.TEXT, blobs().put(goldFile(GoldExample.newBuilder().setText(HELD_OUT)), "application/avro"));
        publish(HELD_OUT);
        publish(FREE);

        // when
        try (ServiceThread curator = startCurator()) {
            awaitVerdicts(2);
            Awaitility.await().atMost(PATIENCE).until(curator::isReady);
        }

        // then
        assertThat(topics.verdicts()).extracting(Verdict::getRule).containsExactlyInAnyOrder("contaminated_exact", "");
    }

    @Test
    void aGoldSetThatComesLaterCountsWithoutARestartAndWhatWasKeptBeforeIsFound() throws IOException {
        try (ServiceThread curator = startCurator()) {
            // given samples that were kept, one of which was trained on
            publish(HELD_OUT + " Attempt 0.");
            publish(FREE);
            awaitVerdicts(2);
            ConsumerRecord<String, byte[]> trained = curated(Modality.TEXT).stream()
                    .filter(record -> SAMPLE.decode(record.value()).getText().startsWith(HELD_OUT))
                    .findFirst()
                    .orElseThrow();
            topics.publish(Topics.TRAINING_CHECKPOINTS, "text-encoder", checkpoint(trained));

            // when
            announce(
                    Modality.TEXT,
                    blobs().put(goldFile(GoldExample.newBuilder().setText(HELD_OUT)), "application/avro"));
            int attempts = 0;
            while (contaminated().isEmpty() && attempts < MOST_ATTEMPTS) {
                attempts++;
                publish(HELD_OUT + " Attempt " + attempts + ".");
                awaitVerdicts(2 + attempts);
            }

            // then
            assertThat(contaminated())
                    .singleElement()
                    .extracting(Verdict::getDetail)
                    .isEqualTo("gold set libraries version 1 holds a run of words of this text");
            assertThat(curator.ended()).isNotDone();
            CuratorTerminal terminal = new CuratorTerminal(broker.bootstrapServers(), directory.resolve("blobs"));
            CuratorTerminal.Outcome text = terminal.run("contamination", GOLD_SET);
            JsonNode json = terminal.run("contamination", GOLD_SET, "--samples", "1", "--json")
                    .json();
            assertThat(text.status()).as(text.err()).isEqualTo(4);
            assertThat(text.out())
                    .contains("gold set libraries version 1: " + attempts + " of " + (attempts + 1)
                            + " samples of curated.text overlap")
                    .contains(trained.key() + " from docs")
                    .contains("trained on by text-encoder version 7 (abababababab)");
            assertThat(json.path("overlapping").asInt()).isEqualTo(attempts);
            assertThat(json.path("overlaps")).hasSize(1);
            assertThat(json.path("trained")).hasSize(1);
            assertThat(json.path("trained").path(0).path("samples").asInt()).isEqualTo(1);
            assertThat(terminal.run("contamination", "nothing").err())
                    .contains("'nothing' is not on evaluation.gold; there are [libraries]");
        }
    }

    @Test
    void aPictureThatWasKeptBeforeAGoldSetHeldAlmostTheSameIsFound() throws IOException {
        // given a picture and a copy of it with noise
        topics.publishNoisyPictures(2, 1, System.currentTimeMillis());
        try (ServiceThread curator = startCurator()) {
            awaitVerdicts(2);
            assertThat(curator.ended()).isNotDone();
        }
        CuratedSample first = SAMPLE.decode(curated(Modality.IMAGES).get(0).value());

        // when
        announce(
                Modality.IMAGES,
                blobs().put(goldFile(GoldExample.newBuilder().setImage(first.getImage())), "application/avro"));
        JsonNode json = new CuratorTerminal(broker.bootstrapServers(), directory.resolve("blobs"))
                .run("contamination", GOLD_SET, "--json")
                .json();

        // then
        assertThat(json.path("overlaps").findValuesAsText("rule"))
                .containsExactlyInAnyOrder("contaminated_exact", "contaminated_picture");
        assertThat(json.path("overlaps").findValues("score"))
                .filteredOn(JsonNode::isNumber)
                .singleElement()
                .satisfies(bits -> assertThat(bits.asInt()).isBetween(1, 31));
    }

    @Test
    void aGoldSetWithoutItsBlobEndsTheCuratorAndAdmitsNothing() {
        // given
        announce(Modality.TEXT, new BlobRef("ab".repeat(32), 1L, "application/avro"));
        publish(FREE);

        // when
        try (ServiceThread curator = startCurator()) {
            // then
            assertThatThrownBy(() -> curator.ended().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ServiceException.class)
                    .hasMessageContaining("gold set 'libraries' version 1 is not readable");
        }
        assertThat(topics.verdicts()).isEmpty();
    }

    private ServiceThread startCurator() {
        ServiceConfig config = new ServiceConfig(
                CuratorConfig.definition(),
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "blob.directory", directory.resolve("blobs").toString(),
                        "state.directory", directory.resolve("state").toString()));
        return ServiceThread.start("curator", new CuratorService(config), Duration.ofSeconds(30));
    }

    private void awaitVerdicts(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> topics.verdicts().size() >= count);
    }

    private void publish(String text) {
        topics.publish(Topics.raw(Modality.TEXT), "docs", text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Verdict> contaminated() {
        return topics.verdicts().stream()
                .filter(verdict -> verdict.getRule().startsWith("contaminated"))
                .toList();
    }

    private List<ConsumerRecord<String, byte[]>> curated(Modality modality) {
        try (CommittedRecords records = new CommittedRecords(broker.bootstrapServers(), Topics.curated(modality))) {
            return records.read();
        }
    }

    private DirectoryBlobStore blobs() {
        return new DirectoryBlobStore(directory.resolve("blobs"));
    }

    private static byte[] checkpoint(ConsumerRecord<String, byte[]> trained) {
        Checkpoint checkpoint = Checkpoint.newBuilder()
                .setModel("text-encoder")
                .setVersion(7)
                .setCheckpointId("ab".repeat(32))
                .setManifest(new BlobRef("cd".repeat(32), 1L, "application/json"))
                .setWindows(List.of(
                        new OffsetRange(trained.topic(), trained.partition(), trained.offset(), trained.offset() + 1)))
                .build();
        return AvroWire.of(Checkpoint.class).encode(checkpoint);
    }

    private void announce(Modality modality, BlobRef blob) {
        GoldSet set = GoldSet.newBuilder()
                .setName(GOLD_SET)
                .setModality(modality)
                .setVersion(1)
                .setBlob(blob)
                .build();
        topics.publish(
                Topics.EVALUATION_GOLD, GOLD_SET, AvroWire.of(GoldSet.class).encode(set));
    }

    private static byte[] goldFile(GoldExample.Builder example) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (DataFileWriter<GoldExample> writer = new DataFileWriter<>(new SpecificDatumWriter<>(GoldExample.class))) {
            writer.create(GoldExample.getClassSchema(), file);
            writer.append(example.setId("g1").setSplit(GoldSplit.TEST).build());
        }
        return file.toByteArray();
    }
}
