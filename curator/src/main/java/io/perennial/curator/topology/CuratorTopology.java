package io.perennial.curator.topology;

import io.perennial.curator.deduplication.Survivor;
import io.perennial.curator.drift.blocks.SourceReport;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.TemplateRules;
import io.perennial.curator.templates.TokenBucket;
import io.perennial.curator.topology.Curation.Admission;
import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.curator.topology.Curation.DeadLetter;
import io.perennial.curator.topology.Curation.Judgement;
import io.perennial.curator.topology.Curation.Reading;
import io.perennial.curator.topology.Curation.TemplateNews;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.TemplateEvent;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroSerde;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.ValueMapper;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology, the same for each modality:
 *
 * <pre>
 * raw.M ─ assess ─┬─ rejected, poison ──────────────────────────────► curation.verdicts, curation.dlq
 *                 ├─ candidates, by content ─ admit ─┬─ verdict ────► curation.verdicts
 *                 │                                  └─ admitted ───► curated.M
 *                 └─ descriptors, by source ─ watch
 *                      └─ blocks, in one order ─ alarms ────────────► curation.drift
 * evaluation.gold ─► global store, read by admit
 * </pre>
 *
 * From {@code raw.logs}, new templates and new versions go to {@code curation.templates}. Where near-duplicates are looked for, {@link NearDuplicateSearch} stands between admit and its outputs.
 *
 * Names of stores and repartition topics are a contract with the state of running curators: changing one loses that state.
 */
public final class CuratorTopology {
    static final String GOLD_STORE = "gold-sets";

    private static final Serde<Verdict> VERDICT = AvroSerde.of(Verdict.class);
    private static final Serde<CuratedSample> SAMPLE = AvroSerde.of(CuratedSample.class);
    private static final Serde<TemplateEvent> TEMPLATE_EVENT = AvroSerde.of(TemplateEvent.class);
    private static final Serde<DriftSignal> DRIFT_SIGNAL = AvroSerde.of(DriftSignal.class);

    private CuratorTopology() {}

    /** Builds the topology. Pure: the same arguments give the same topology, and nothing is started. */
    public static Topology build(CurationPlan plan, StreamsConfig config) {
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(config));
        builder.globalTable(
                Topics.EVALUATION_GOLD,
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("gold"),
                Materialized.as(Stores.inMemoryKeyValueStore(GOLD_STORE)));
        for (Modality modality : List.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES)) {
            RuleSet rules = plan.rules().get(modality);
            if (rules != null) {
                curate(builder, plan, rules);
            }
        }
        return builder.build();
    }

    private static void curate(StreamsBuilder builder, CurationPlan plan, RuleSet rules) {
        String name = rules.modality().name().toLowerCase(Locale.ROOT);
        KStream<String, Curation> judged = builder.stream(
                        Topics.raw(rules.modality()),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withTimestampExtractor(new EventTime())
                                .withName(name + "-raw"))
                .process(() -> new AssessProcessor(plan, rules), Named.as(name + "-assess"));
        KStream<String, Curation> assessed =
                rules.templates() == null ? judged : group(judged, rules.templates(), name);
        if (rules.templates() != null) {
            publishTemplates(assessed, name);
        }
        publishVerdicts(assessed, name + "-assessed");
        publishDeadLetters(assessed, name);
        admit(assessed, plan, rules, name);
        watch(assessed, rules, name);
    }

    private static KStream<String, Curation> group(KStream<String, Curation> judged, TemplateRules rules, String name) {
        String templates = name + "-templates";
        String buckets = name + "-template-buckets";
        // In memory, since both are bounded by the number of templates; their changelogs make them durable.
        StoreBuilder<?> kept =
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(templates), Serdes.Long(), Serdes.ByteArray());
        StoreBuilder<?> tokens = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(buckets), Serdes.Long(), TokenBucket.serde())
                .withCachingEnabled();
        return judged.process(
                withStore(() -> new TemplateProcessor(rules, templates, buckets), kept, tokens),
                Named.as(name + "-group"));
    }

    private static void admit(KStream<String, Curation> assessed, CurationPlan plan, RuleSet rules, String name) {
        String store = name + "-admitted";
        StoreBuilder<?> contents =
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(store), Serdes.Bytes(), Survivor.serde());
        KStream<String, Curation> admitted = assessed.flatMapValues(
                        curation -> curation instanceof Candidate candidate ? List.of(candidate) : List.of(),
                        Named.as(name + "-candidates"))
                .repartition(Repartitioned.with(Serdes.String(), (Serde<Candidate>) new CandidateSerde())
                        .withName(name + "-by-content"))
                .process(withStore(() -> new AdmitProcessor(plan, rules, store), contents), Named.as(name + "-admit"));
        publishVerdicts(admitted, name + "-admitted");
        publishSamples(admitted, rules, name + "-curated");
        if (rules.nearDuplicates() != null) {
            KStream<String, Curation> concluded = NearDuplicateSearch.wire(admitted, rules, name);
            publishVerdicts(concluded, name + "-concluded");
            publishSamples(concluded, rules, name + "-concluded-curated");
        }
    }

    private static void publishSamples(KStream<String, Curation> curations, RuleSet rules, String name) {
        curations
                .flatMapValues(
                        curation -> curation instanceof Admission admission
                                ? List.of(admission.sample())
                                : List.<CuratedSample>of(),
                        Named.as(name))
                .to(
                        Topics.curated(rules.modality()),
                        Produced.with(Serdes.String(), SAMPLE).withName(name + "-out"));
    }

    private static void watch(KStream<String, Curation> assessed, RuleSet rules, String name) {
        String store = name + "-detectors";
        String blocks = name + "-open-blocks";
        assessed.flatMapValues(
                        curation -> curation instanceof Reading reading ? List.of(reading.draft()) : List.<Verdict>of(),
                        Named.as(name + "-readings"))
                .repartition(Repartitioned.with(Serdes.String(), VERDICT).withName(name + "-by-source"))
                .process(
                        withStore(() -> new WatchProcessor(rules, store, blocks), inMemory(store), inMemory(blocks)),
                        Named.as(name + "-watch"))
                .repartition(Repartitioned.with(Serdes.String(), SourceReport.serde())
                        .withName(name + "-blocks-in-order")
                        .withNumberOfPartitions(1))
                .process(alarms(rules, name), Named.as(name + "-alarms"))
                .to(
                        Topics.CURATION_DRIFT,
                        Produced.with(Serdes.String(), DRIFT_SIGNAL).withName(name + "-drift-out"));
    }

    private static ProcessorSupplier<String, SourceReport, String, DriftSignal> alarms(RuleSet rules, String name) {
        String watches = name + "-watches";
        String history = name + "-block-history";
        StoreBuilder<?> pages = Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(history), Serdes.String(), Serdes.ByteArray());
        return withStore(() -> new AlarmProcessor(rules, watches, history), inMemory(watches), pages);
    }

    /** Small, and durable by its changelog. Cached, since each record changes it. */
    private static StoreBuilder<?> inMemory(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    private static void publishVerdicts(KStream<String, Curation> curations, String name) {
        publish(
                curations,
                curation -> curation instanceof Judgement judgement ? List.of(judgement.verdict()) : List.of(),
                Topics.CURATION_VERDICTS,
                VERDICT,
                name + "-verdicts");
    }

    private static void publishDeadLetters(KStream<String, Curation> assessed, String name) {
        publish(
                assessed,
                curation -> curation instanceof DeadLetter letter ? List.of(letter.value()) : List.of(),
                Topics.CURATION_DLQ,
                Serdes.ByteArray(),
                name + "-dead-letters");
    }

    private static void publishTemplates(KStream<String, Curation> grouped, String name) {
        publish(
                grouped,
                curation -> curation instanceof TemplateNews news ? List.of(news.event()) : List.of(),
                Topics.CURATION_TEMPLATES,
                TEMPLATE_EVENT,
                name + "-template-events");
    }

    private static <T> void publish(
            KStream<String, Curation> curations,
            ValueMapper<Curation, List<T>> chosen,
            String topic,
            Serde<T> serde,
            String name) {
        curations
                .flatMapValues(chosen, Named.as(name))
                .to(topic, Produced.with(Serdes.String(), serde).withName(name + "-out"));
    }

    /** The processor and its stores travel together. */
    static <KIn, VIn, KOut, VOut> ProcessorSupplier<KIn, VIn, KOut, VOut> withStore(
            ProcessorSupplier<KIn, VIn, KOut, VOut> supplier, StoreBuilder<?>... stores) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<KIn, VIn, KOut, VOut> get() {
                return supplier.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(stores);
            }
        };
    }
}
