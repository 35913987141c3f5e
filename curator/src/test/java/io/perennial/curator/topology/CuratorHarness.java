package io.perennial.curator.topology;

import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.GoldSplit;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.TemplateEvent;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The real topology with the bundled rules in Kafka's test driver, over a blob store in a directory of the test. */
final class CuratorHarness implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-20T08:00:00Z");
    static final String VERSION = "1.2.3";

    final DirectoryBlobStore blobs;
    private final TopologyTestDriver driver;
    private final Map<Modality, TestInputTopic<byte[], byte[]>> raw = new EnumMap<>(Modality.class);
    private long records;

    CuratorHarness(Path directory) {
        this(directory, bundledRules());
    }

    CuratorHarness(Path directory, Map<Modality, RuleSet> rules) {
        blobs = new DirectoryBlobStore(directory.resolve("blobs"));
        Properties settings = new Properties();
        settings.putAll(settings(directory));
        driver = new TopologyTestDriver(topology(directory, rules), settings, START);
    }

    static Map<Modality, RuleSet> bundledRules() {
        Map<Modality, RuleSet> rules = new EnumMap<>(Modality.class);
        for (Modality modality : List.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES)) {
            rules.put(modality, RuleSet.bundled(modality));
        }
        return rules;
    }

    static Topology topology(Path directory, Map<Modality, RuleSet> rules) {
        CurationPlan plan = new CurationPlan(rules, new DirectoryBlobStore(directory.resolve("blobs")), VERSION);
        return CuratorTopology.build(plan, new StreamsConfig(settings(directory)));
    }

    private static Map<String, Object> settings(Path directory) {
        return Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "curator-test",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                "localhost:1",
                StreamsConfig.STATE_DIR_CONFIG,
                directory.resolve("state").toString(),
                StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                true);
    }

    void publish(Modality modality, String source, byte[] value) {
        publish(modality, source, value, new RecordHeaders());
    }

    void publish(Modality modality, String source, String text) {
        publish(modality, source, text.getBytes(StandardCharsets.UTF_8));
    }

    void publish(Modality modality, String source, byte[] value, Headers headers) {
        Instant time = START.plusMillis(records++);
        raw.computeIfAbsent(
                        modality,
                        m -> driver.createInputTopic(
                                Topics.raw(m), new ByteArraySerializer(), new ByteArraySerializer()))
                .pipeInput(new TestRecord<>(source.getBytes(StandardCharsets.UTF_8), value, headers, time));
    }

    /** Writes the examples as an object container file and announces them. */
    void publishGold(String name, Modality modality, long version, List<GoldExample> examples) throws IOException {
        AvroWire.of(GoldExample.class);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (DataFileWriter<GoldExample> writer = new DataFileWriter<>(new SpecificDatumWriter<>(GoldExample.class))) {
            writer.create(GoldExample.getClassSchema(), file);
            for (GoldExample example : examples) {
                writer.append(example);
            }
        }
        announceGold(name, modality, version, blobs.put(file.toByteArray(), "application/avro"));
    }

    void announceGold(String name, Modality modality, long version, BlobRef blob) {
        GoldSet set = GoldSet.newBuilder()
                .setName(name)
                .setModality(modality)
                .setVersion(version)
                .setBlob(blob)
                .build();
        driver.createInputTopic(Topics.EVALUATION_GOLD, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(
                        name.getBytes(StandardCharsets.UTF_8),
                        AvroWire.of(GoldSet.class).encode(set));
    }

    static GoldExample goldText(String id, String text) {
        return GoldExample.newBuilder()
                .setId(id)
                .setSplit(GoldSplit.TEST)
                .setText(text)
                .build();
    }

    static GoldExample goldImage(String id, byte[] image) {
        return GoldExample.newBuilder()
                .setId(id)
                .setSplit(GoldSplit.TEST)
                .setImage(ByteBuffer.wrap(image))
                .build();
    }

    /** Verdicts published since the last call. */
    List<Verdict> verdicts() {
        return read(Topics.CURATION_VERDICTS, Verdict.class);
    }

    List<CuratedSample> curated(Modality modality) {
        return read(Topics.curated(modality), CuratedSample.class);
    }

    List<DriftSignal> driftSignals() {
        return read(Topics.CURATION_DRIFT, DriftSignal.class);
    }

    List<TemplateEvent> templateEvents() {
        return read(Topics.CURATION_TEMPLATES, TemplateEvent.class);
    }

    List<TestRecord<String, byte[]>> records(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private <T extends SpecificRecordBase> List<T> read(String topic, Class<T> type) {
        AvroWire<T> wire = AvroWire.of(type);
        List<T> values = new ArrayList<>();
        for (TestRecord<String, byte[]> record : records(topic)) {
            values.add(wire.decode(record.value()));
        }
        return values;
    }

    @Override
    public void close() {
        driver.close();
    }
}
