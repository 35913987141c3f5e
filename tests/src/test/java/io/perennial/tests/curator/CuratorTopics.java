package io.perennial.tests.curator;

import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** What goes into a curator and what comes out, as a consumer of committed records sees it. */
final class CuratorTopics implements AutoCloseable {
    private static final AvroWire<Verdict> VERDICT = AvroWire.of(Verdict.class);
    private static final String[] WORDS = {
        "the", "reader", "of", "every", "queue", "returns", "an", "element", "that", "was", "added", "and", "then",
        "waits", "for", "another", "thread", "to", "close", "its", "stream", "with", "some", "buffer", "which", "holds",
        "bytes"
    };

    private static final String CURATOR = "perennial-curator";

    private final String bootstrapServers;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> outputs = new ArrayList<>();

    CuratorTopics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(Stream.of(
                        Topics.CURATION_VERDICTS,
                        Topics.curated(Modality.TEXT),
                        Topics.curated(Modality.LOGS),
                        Topics.CURATION_DLQ,
                        Topics.CURATION_DRIFT,
                        Topics.CURATION_TEMPLATES)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
    }

    /** Publishes texts of one source: new ones, repeated ones, short ones and poison. Equal calls write equal logs. */
    @SuppressWarnings("FutureReturnValueIgnored") // The flush tells.
    void publishTexts(int count, long seed, long firstTime) {
        Random random = new Random(seed);
        List<String> published = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            byte[] value = switch (random.nextInt(10)) {
                case 0 -> new byte[] {(byte) 0xFF, (byte) number};
                case 1 -> "short".getBytes(StandardCharsets.UTF_8);
                case 2, 3 ->
                    published.isEmpty()
                            ? new byte[0]
                            : published.get(random.nextInt(published.size())).getBytes(StandardCharsets.UTF_8);
                default -> {
                    String text = sentence(random);
                    published.add(text);
                    yield text.getBytes(StandardCharsets.UTF_8);
                }
            };
            producer.send(new ProducerRecord<>(Topics.raw(Modality.TEXT), 0, firstTime + number, "docs", value));
        }
        producer.flush();
    }

    /** Publishes log lines a second apart: three templates that come often, and ever new ones. Equal calls write equal logs. */
    @SuppressWarnings("FutureReturnValueIgnored") // The flush tells.
    void publishLogs(int count, long seed, long firstTime) {
        Random random = new Random(seed);
        for (int number = 0; number < count; number++) {
            String user = WORDS[random.nextInt(WORDS.length)] + "-" + number;
            String line = switch (random.nextInt(8)) {
                case 0, 1, 2 -> "session of " + user + " was opened from terminal";
                case 3, 4 -> "request " + number + " of " + user + " took " + random.nextInt(500) + " ms";
                case 5 -> "cache miss for key " + user + " in region two";
                case 6 -> "short";
                default -> sentence(random).replace("It is so that", WORDS[random.nextInt(WORDS.length)]);
            };
            byte[] value = line.getBytes(StandardCharsets.UTF_8);
            long time = firstTime + 1000L * number;
            producer.send(new ProducerRecord<>(Topics.raw(Modality.LOGS), 0, time, "app", value));
        }
        producer.flush();
    }

    /** Publishes texts of one source in which one to three words of an earlier text are replaced. Equal calls write equal logs. */
    @SuppressWarnings("FutureReturnValueIgnored") // The flush tells.
    void publishVariations(int count, long seed, long firstTime) {
        Random random = new Random(seed);
        List<String[]> published = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            String[] text;
            if (published.isEmpty() || random.nextInt(3) == 0) {
                text = (sentence(random) + " " + sentence(random)).split(" ", -1);
            } else {
                text = published.get(random.nextInt(published.size())).clone();
                for (int change = random.nextInt(4); change > 0; change--) {
                    text[random.nextInt(text.length)] = WORDS[random.nextInt(WORDS.length)];
                }
            }
            published.add(text);
            byte[] value = String.join(" ", text).getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(Topics.raw(Modality.TEXT), 0, firstTime + number, "docs", value));
        }
        producer.flush();
    }

    /** Publishes pictures of one source: new ones, and earlier ones with noise, the same or more. Equal calls write equal logs. */
    @SuppressWarnings("FutureReturnValueIgnored") // The flush tells.
    void publishNoisyPictures(int count, long seed, long firstTime) {
        Random random = new Random(seed);
        List<BufferedImage> published = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            BufferedImage picture = published.isEmpty() || random.nextInt(3) == 0
                    ? waves(random)
                    : noisy(published.get(random.nextInt(published.size())), 1 + random.nextInt(10), random);
            published.add(picture);
            producer.send(
                    new ProducerRecord<>(Topics.raw(Modality.IMAGES), 0, firstTime + number, "camera", png(picture)));
        }
        producer.flush();
    }

    private static BufferedImage waves(Random random) {
        BufferedImage picture = new BufferedImage(64, 48, BufferedImage.TYPE_BYTE_GRAY);
        double[] periods = random.doubles(8, -6, 6).toArray();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                double level = 128;
                for (int wave = 0; wave < periods.length; wave += 2) {
                    level += 32 * Math.sin(Math.PI * (periods[wave] * x + periods[wave + 1] * y) / 32 + wave);
                }
                picture.getRaster().setSample(x, y, 0, Math.max(0, Math.min(255, (int) level)));
            }
        }
        return picture;
    }

    private static BufferedImage noisy(BufferedImage picture, int most, Random random) {
        BufferedImage noisy = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int level = picture.getRaster().getSample(x, y, 0) + random.nextInt(2 * most + 1) - most;
                noisy.getRaster().setSample(x, y, 0, Math.max(0, Math.min(255, level)));
            }
        }
        return noisy;
    }

    private static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The flush tells.
    void publish(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key, value));
        producer.flush();
    }

    /** Verdicts so far. */
    List<Verdict> verdicts() {
        consumer.poll(Duration.ofMillis(100)).forEach(outputs::add);
        return outputs.stream()
                .filter(record -> record.topic().equals(Topics.CURATION_VERDICTS))
                .map(record -> VERDICT.decode(record.value()))
                .toList();
    }

    /** Waits until the curator has read all that it has written to itself: drift signals take more hops than verdicts. */
    void awaitNothingUnderWay(Duration patience) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Awaitility.await().atMost(patience).until(() -> unreadPartitions(admin) == 0);
        }
    }

    private static long unreadPartitions(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(CURATOR)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, OffsetSpec> internal = new HashMap<>();
        List<String> names = admin.listTopics().names().get().stream()
                .filter(topic -> topic.startsWith(CURATOR) && topic.endsWith("-repartition"))
                .toList();
        admin.describeTopics(names)
                .allTopicNames()
                .get()
                .values()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> internal.put(
                                new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
        // The end of a transaction takes an offset, too, and nobody reads it.
        return admin.listOffsets(internal).all().get().entrySet().stream()
                .filter(end -> end.getValue().offset() - offset(read.get(end.getKey())) > 1)
                .count();
    }

    private static long offset(@Nullable OffsetAndMetadata read) {
        return read == null ? 0 : read.offset();
    }

    /** All that came out, offsets aside, which count aborted records, too: one line for each record, sorted. */
    List<String> fingerprint() {
        verdicts();
        return outputs.stream()
                .map(record -> record.topic() + "-" + record.partition() + " " + record.key() + " " + record.timestamp()
                        + " " + Sha256.of(record.value()))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }

    private static String sentence(Random random) {
        StringBuilder sentence = new StringBuilder("It is so that");
        for (int word = 0; word < 25; word++) {
            sentence.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return sentence.append('.').toString();
    }
}
