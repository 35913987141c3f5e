import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a curator has committed, as a count and a digest for each topic. The digest is the sum of the SHA-256 of all records, so it does
 * not depend on their order, which partitions and sub-topologies leave open; one record more, less or other changes it. Of the raw
 * records it keeps a bit each. Used by one thread.
 */
final class CommittedOutputs implements AutoCloseable {
    private static final AvroWire<Verdict> VERDICT = AvroWire.of(Verdict.class);
    private static final Duration WAIT = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final MessageDigest sha256;
    private final Map<String, BigInteger> sums = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<Integer, BitSet> judged = new HashMap<>();
    private int judgedTwice;

    CommittedOutputs(String bootstrapServers) throws NoSuchAlgorithmException {
        sha256 = MessageDigest.getInstance("SHA-256");
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(Stream.of(Topics.CURATION_VERDICTS, Topics.curated(Modality.TEXT), Topics.CURATION_DLQ)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    /** Takes what has come since. */
    void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
            counts.merge(record.topic(), 1, Integer::sum);
            sums.merge(record.topic(), new BigInteger(1, digest(record)), BigInteger::add);
            if (record.topic().equals(Topics.CURATION_VERDICTS)) {
                judge(VERDICT.decode(record.value()).getOrigin());
            }
        }
    }

    /** Takes all that is committed now. */
    void drain() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
    }

    int verdicts() {
        return counts.getOrDefault(Topics.CURATION_VERDICTS, 0);
    }

    /** Raw records that have a verdict. */
    int judged() {
        return judged.values().stream().mapToInt(BitSet::cardinality).sum();
    }

    /** Verdicts about raw records that had one. */
    int judgedTwice() {
        return judgedTwice;
    }

    /** Count and digest of each topic. */
    Map<String, String> digests() {
        Map<String, String> digests = new TreeMap<>();
        BigInteger modulus = BigInteger.ONE.shiftLeft(Byte.SIZE * sha256.getDigestLength());
        sums.forEach((topic, sum) ->
                digests.put(topic, counts.get(topic) + " records " + sum.mod(modulus).toString(Character.MAX_RADIX)));
        return digests;
    }

    private void judge(SourcePosition origin) {
        BitSet of = judged.computeIfAbsent(origin.getPartition(), partition -> new BitSet());
        int offset = Math.toIntExact(origin.getOffset());
        judgedTwice += of.get(offset) ? 1 : 0;
        of.set(offset);
    }

    private byte[] digest(ConsumerRecord<byte[], byte[]> record) {
        sha256.update((record.topic() + "-" + record.partition() + " " + record.timestamp() + " ")
                .getBytes(StandardCharsets.UTF_8));
        add(record.key());
        add(record.value());
        for (Header header : record.headers()) {
            add(header.key().getBytes(StandardCharsets.UTF_8));
            add(header.value());
        }
        return sha256.digest();
    }

    private void add(byte[] bytes) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sha256.update(bytes);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
