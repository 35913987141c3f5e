package io.perennial.evaluator;

import io.perennial.evaluator.gate.Gate;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.GateResult;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the windows that a checkpoint was trained on and counts records whose content is a gold example (exactly, but for white
 * space; pictures byte by byte). The curator keeps near duplicates out; this only checks that what it let through holds no exact copy.
 */
final class LeakageScan {
    static final String GATE = "leakage";

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AvroWire<CuratedSample> wire = AvroWire.of(CuratedSample.class);
    private final KafkaClients clients;
    private final BlobStore blobs;

    LeakageScan(KafkaClients clients, BlobStore blobs) {
        this.clients = clients;
        this.blobs = blobs;
    }

    /** PASS if no more records than allowed are gold; ERROR if a window can no longer be read. */
    GateResult judge(List<OffsetRange> windows, List<GoldExample> gold, int allowed) throws IOException {
        Count count = new Count(gold);
        try (Consumer<String, byte[]> consumer = clients.consumer(Map.of())) {
            for (OffsetRange window : windows) {
                String obstacle = read(consumer, window, count);
                if (obstacle != null) {
                    return new Gate(GATE, count.records).error(obstacle);
                }
            }
        }
        return new Gate(GATE, count.records).atMost(count.leaked, allowed, "curated records that are a gold example");
    }

    /** Returns why the window could not be read, or null. */
    private @Nullable String read(Consumer<String, byte[]> consumer, OffsetRange window, Count count)
            throws IOException {
        TopicPartition partition = new TopicPartition(window.getTopic(), window.getPartition());
        consumer.assign(List.of(partition));
        Long first = consumer.beginningOffsets(List.of(partition)).get(partition);
        if (first == null || first > window.getFromOffset()) {
            return "window " + partition + "@" + window.getFromOffset() + " is lost to retention; the log begins at "
                    + first;
        }
        consumer.seek(partition, window.getFromOffset());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition) < window.getToOffset()) {
            if (System.nanoTime() > deadline) {
                return "window " + partition + " could not be read up to " + window.getToOffset() + " in "
                        + PATIENCE.toSeconds() + " s";
            }
            for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                if (entry.offset() < window.getToOffset()) {
                    count.add(contentKey(TopicTail.decode(wire, entry)));
                }
            }
        }
        return null;
    }

    private static final class Count {
        private final Set<String> gold = new HashSet<>();
        private long records;
        private int leaked;

        Count(List<GoldExample> examples) {
            examples.forEach(example -> gold.add(contentKey(example.getText(), example.getImage())));
        }

        void add(String contentKey) {
            records++;
            leaked += gold.contains(contentKey) ? 1 : 0;
        }
    }

    private String contentKey(CuratedSample sample) throws IOException {
        ByteBuffer image = sample.getBlob() == null ? sample.getImage() : ByteBuffer.wrap(blobs.get(sample.getBlob()));
        return contentKey(sample.getText(), image);
    }

    private static String contentKey(String text, ByteBuffer image) {
        MessageDigest digest = Sha256.digest();
        digest.update(text.strip().replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(image.duplicate());
        return Sha256.hex(digest.digest());
    }
}
