package io.perennial.tests.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.broker.LocalBroker;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Noise on every raw topic. {@code -Dfuzz.minutes=10} makes it long, {@code -Dfuzz.seed=S} makes it another one. Only one bit is kept of
 * each record, so it may go on for long.
 */
class CuratorFuzzIT {
    private static final double DEFAULT_MINUTES = 5 / 60.0;
    private static final long DEFAULT_SEED = 20_261_121;
    private static final int BATCH = 200;
    private static final int MOST_AHEAD = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void everyRecordGetsOneVerdictAndThePoisonOnesOneDeadLetterWhateverTheirBytes() throws Exception {
        // given
        long seed = Long.getLong("fuzz.seed", DEFAULT_SEED);
        double minutes = Double.parseDouble(System.getProperty("fuzz.minutes", Double.toString(DEFAULT_MINUTES)));
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0);
                Traffic traffic = new Traffic(broker.bootstrapServers(), new RawFuzz(seed));
                CuratorProcess curator = CuratorProcess.start(broker.bootstrapServers(), directory)) {
            // when
            traffic.sendBatch();
            traffic.awaitAtMostAhead(0, curator);
            long end =
                    System.nanoTime() + (long) (minutes * Duration.ofMinutes(1).toNanos());
            while (System.nanoTime() < end) {
                traffic.sendBatch();
                traffic.awaitAtMostAhead(MOST_AHEAD, curator);
            }
            traffic.awaitAtMostAhead(0, curator);
            System.out.println("fuzz: " + traffic.count + " records, " + traffic.outcomes);

            // then
            assertThat(traffic.judged).as("one verdict for each, seed %d", seed).isEqualTo(traffic.sent);
            assertThat(traffic.poison).isNotEmpty();
            assertThat(traffic.deadLetters)
                    .as("one dead letter for each poison record, seed %d", seed)
                    .isEqualTo(traffic.poison);
            assertThat(traffic.twice).as("judged or dead twice, seed %d", seed).isEmpty();
            assertThat(traffic.outcomes.keySet()).contains(Outcome.KEPT, Outcome.REJECTED, Outcome.POISON);
            curator.requireAlive();
        }
    }

    /** What was sent, and what came of it, as offsets of each partition of the raw topics. Used by one thread. */
    private static final class Traffic implements AutoCloseable {
        private static final AvroWire<Verdict> VERDICT = AvroWire.of(Verdict.class);

        private final RawFuzz fuzz;
        private final int partitions;
        private final KafkaProducer<byte[], byte[]> producer;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Map<TopicPartition, BitSet> sent = new HashMap<>();
        private final Map<TopicPartition, BitSet> judged = new HashMap<>();
        private final Map<TopicPartition, BitSet> poison = new HashMap<>();
        private final Map<TopicPartition, BitSet> deadLetters = new HashMap<>();
        private final Map<String, Integer> twice = new HashMap<>();
        private final Map<Outcome, Integer> outcomes = new HashMap<>();
        private long count;
        private long verdicts;

        Traffic(String bootstrapServers, RawFuzz fuzz) {
            this.fuzz = fuzz;
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrapServers, "max.request.size", 8 << 20),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            partitions = producer.partitionsFor(Topics.raw(Modality.TEXT)).size();
            consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers", bootstrapServers,
                            "isolation.level", "read_committed",
                            "auto.offset.reset", "earliest"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            List<TopicPartition> outputs = Stream.of(Topics.CURATION_VERDICTS, Topics.CURATION_DLQ)
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(outputs);
        }

        void sendBatch() throws Exception {
            List<Future<RecordMetadata>> batch = Stream.generate(() -> producer.send(fuzz.next(partitions)))
                    .limit(BATCH)
                    .toList();
            for (Future<RecordMetadata> record : batch) {
                RecordMetadata written = record.get();
                mark(sent, written.topic(), written.partition(), written.offset());
                count++;
            }
        }

        /** Waits until at most so many records have no verdict yet; with 0, also for the last dead letter. */
        void awaitAtMostAhead(int records, CuratorProcess curator) throws IOException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (count - verdicts > records || (records == 0 && !deadLetters.equals(poison))) {
                curator.requireAlive();
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            verdicts + " of " + count + " records were judged, and then none for " + PATIENCE);
                }
                consumer.poll(Duration.ofMillis(100)).forEach(this::read);
            }
        }

        private void read(ConsumerRecord<byte[], byte[]> record) {
            if (record.topic().equals(Topics.CURATION_VERDICTS)) {
                Verdict verdict = VERDICT.decode(record.value());
                SourcePosition origin = verdict.getOrigin();
                verdicts++;
                outcomes.merge(verdict.getOutcome(), 1, Integer::sum);
                mark(judged, origin.getTopic(), origin.getPartition(), origin.getOffset());
                if (verdict.getOutcome() == Outcome.POISON) {
                    mark(poison, origin.getTopic(), origin.getPartition(), origin.getOffset());
                }
            } else {
                mark(
                        deadLetters,
                        header(record.headers(), "__streams.errors.topic"),
                        Integer.parseInt(header(record.headers(), "__streams.errors.partition")),
                        Long.parseLong(header(record.headers(), "__streams.errors.offset")));
            }
        }

        private void mark(Map<TopicPartition, BitSet> offsets, String topic, int partition, long offset) {
            BitSet bits = offsets.computeIfAbsent(new TopicPartition(topic, partition), name -> new BitSet());
            if (bits.get(Math.toIntExact(offset))) {
                twice.merge(topic + "-" + partition + "@" + offset, 1, Integer::sum);
            }
            bits.set(Math.toIntExact(offset));
        }

        private static String header(Headers headers, String name) {
            return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            producer.close();
            consumer.close();
        }
    }
}
