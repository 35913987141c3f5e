import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroSerde;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Kafka Streams with exactly-once that keeps every text without looking at it: what a curator costs that does nothing. */
public final class PassThrough {
    private PassThrough() {}

    /** @param arguments bootstrap servers, state directory, number of threads */
    public static void main(String[] arguments) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "pass-through");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[1]);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, arguments[2]);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        settings.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        KafkaStreams streams = new KafkaStreams(topology(), settings);
        streams.setStateListener((state, before) -> {
            if (state == KafkaStreams.State.RUNNING) {
                System.out.println(Program.READY);
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "close"));
        streams.start();
    }

    private static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, CuratedSample> samples = builder.stream(
                        Topics.raw(Modality.TEXT), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(Keeper::new);
        samples.mapValues(PassThrough::kept)
                .to(Topics.CURATION_VERDICTS, Produced.with(Serdes.String(), AvroSerde.of(Verdict.class)));
        samples.to(
                Topics.curated(Modality.TEXT), Produced.with(Serdes.String(), AvroSerde.of(CuratedSample.class)));
        return builder.build();
    }

    private static Verdict kept(CuratedSample sample) {
        return Verdict.newBuilder()
                .setSampleId(sample.getSampleId())
                .setModality(Modality.TEXT)
                .setSource(sample.getSource())
                .setOrigin(sample.getOrigin())
                .setOutcome(Outcome.KEPT)
                .setDecidedAt(sample.getCapturedAt())
                .build();
    }

    private static final class Keeper extends ContextualProcessor<byte[], byte[], String, CuratedSample> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            RecordMetadata place = context().recordMetadata().orElseThrow();
            String id = place.topic() + "-" + place.partition() + "-" + place.offset();
            CuratedSample sample = CuratedSample.newBuilder()
                    .setSampleId(id)
                    .setModality(Modality.TEXT)
                    .setSource(new String(record.key(), StandardCharsets.UTF_8))
                    .setOrigin(new SourcePosition(place.topic(), place.partition(), place.offset()))
                    .setCapturedAt(Instant.ofEpochMilli(record.timestamp()))
                    .setText(new String(record.value(), StandardCharsets.UTF_8))
                    .build();
            context().forward(record.withKey(id).withValue(sample));
        }
    }
}
