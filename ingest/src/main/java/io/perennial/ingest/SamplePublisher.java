package io.perennial.ingest;

import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.topics.Topic;
import io.perennial.schemas.topics.TopicCreation;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes samples to the raw topics, each one once: a sample whose id was published before with the same state directory is left
 * out, and a crash at any point neither loses nor doubles one. Samples go out in Kafka transactions; the number of the batch is
 * committed with them, as the offset of a consumer group, and decides after a crash whether the batch in the local
 * {@link PublishedLog} counts. The state belongs to one cluster: another cluster gets everything anew.
 *
 * <p>Used by one thread. After an exception the publisher is closed and a new one opened; nothing is lost by that.
 */
public final class SamplePublisher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SamplePublisher.class);
    private static final AvroWire<RawSample> WIRE = AvroWire.of(RawSample.class);
    private static final TopicPartition SEQUENCE = new TopicPartition(Topics.raw(Modality.TEXT), 0);
    private static final int RECORD_OVERHEAD_BYTES = 4096;
    private static final int MILLIS_TO_DELIVER = 30_000;
    private static final int MILLIS_TO_ANSWER = 10_000;

    private final ServiceConfig config;
    private final BlobStore blobs;
    private final Clock clock;
    private final PublishedLog published;
    private final ConsumerGroupMetadata group;
    private final Producer<String, byte[]> producer;
    private final int inlineLimit;

    private final List<String> batchIds = new ArrayList<>();
    private final Set<String> batchIdSet = new HashSet<>();
    private final Map<String, TailPosition> batchPositions = new HashMap<>();
    private boolean inTransaction;
    private int batchSamples;
    private long batchBytes;
    private Instant batchStarted = Instant.MIN;
    private volatile @Nullable Exception sendFailure;

    private SamplePublisher(
            ServiceConfig config,
            BlobStore blobs,
            Clock clock,
            PublishedLog published,
            ConsumerGroupMetadata group,
            Producer<String, byte[]> producer) {
        this.config = config;
        this.blobs = blobs;
        this.clock = clock;
        this.published = published;
        this.producer = producer;
        this.group = group;
        this.inlineLimit = config.getInt(IngestConfig.INLINE_LIMIT);
    }

    /**
     * Connects, creates missing topics and settles what an earlier process left open.
     *
     * @param config of {@link IngestConfig#definition()}; state is kept in {@code state.directory}/ingest/(cluster id)
     * @throws ServiceException if Kafka does not answer, or another process uses the state
     */
    public static SamplePublisher open(ServiceConfig config, Clock clock) {
        KafkaClients clients = new KafkaClients(config, "perennial-ingest");
        try (Admin admin = clients.admin()) {
            String cluster = admin.describeCluster().clusterId().get();
            new TopicCreation(admin, config.getShort(ServiceConfig.REPLICATION_FACTOR)).createMissing();
            PublishedLog published =
                    PublishedLog.open(Path.of(config.getString(ServiceConfig.STATE_DIRECTORY), "ingest", cluster));
            try {
                Producer<String, byte[]> producer = clients.producer(producerSettings(config, published));
                producer.initTransactions();
                published.settle(committedSequence(admin, groupId(published)));
                BlobStore blobs = config.blobs();
                return new SamplePublisher(config, blobs, clock, published, group(clients, published), producer);
            } catch (IOException | RuntimeException | ExecutionException | InterruptedException e) {
                published.close();
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServiceException.dependency("interrupted while connecting to Kafka", e);
        } catch (IOException e) {
            throw stateFailure(e);
        } catch (ExecutionException | KafkaException e) {
            throw kafkaFailure(config, e);
        }
    }

    /**
     * Sends a sample unless it was published before. Waits while the producer's buffer is full.
     *
     * @return false if it was published before
     * @throws ServiceException of kind data if it is too large for its topic, of kind dependency if Kafka is away
     */
    public boolean publish(Sample sample) {
        String id = sample.id();
        if (published.contains(id) || batchIdSet.contains(id)) {
            return false;
        }
        send(sample, id);
        batchIds.add(id);
        batchIdSet.add(id);
        return true;
    }

    /**
     * Sends a line of a growing file. Its id is not remembered, for the position says what was published; ids that are remembered
     * from a run without {@code --follow} are respected.
     */
    boolean publishFollowed(Sample sample) {
        String id = sample.id();
        if (published.contains(id)) {
            return false;
        }
        send(sample, id);
        return true;
    }

    /** Notes how far a growing file was read; it counts when the batch is committed. */
    void advance(TailPosition position) {
        begin();
        batchPositions.put(position.path(), position);
    }

    @Nullable
    TailPosition position(Path file) {
        return published.position(file.toAbsolutePath().toString());
    }

    /** Commits if the batch is large or old enough. Call it often, and {@link #commit()} before a longer wait. */
    public void commitIfDue() {
        if (inTransaction
                && (batchSamples >= config.getInt(IngestConfig.BATCH_SAMPLES)
                        || batchBytes >= config.getLong(IngestConfig.BATCH_BYTES)
                        || Duration.between(batchStarted, clock.instant()).toMillis()
                                >= config.getLong(IngestConfig.BATCH_MILLIS))) {
            commit();
        }
    }

    /** Waits until all brokers in sync have the samples and records that they were published. */
    public void commit() {
        if (!inTransaction) {
            return;
        }
        try {
            producer.flush();
            throwIfSendFailed();
            long sequence = published.prepare(batchIds, batchPositions.values());
            producer.sendOffsetsToTransaction(Map.of(SEQUENCE, new OffsetAndMetadata(sequence)), group);
            producer.commitTransaction();
            published.committed();
        } catch (KafkaException e) {
            throw kafkaFailure(config, e);
        } catch (IOException e) {
            throw stateFailure(e);
        }
        inTransaction = false;
        batchIds.clear();
        batchIdSet.clear();
        batchPositions.clear();
        batchSamples = 0;
        batchBytes = 0;
    }

    /** Gives up what was not committed, and releases producer and state. */
    @Override
    public void close() {
        try {
            abort();
            producer.close(Duration.ofSeconds(5));
        } finally {
            release(published);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback keeps the failure, and commit throws it.
    private void send(Sample sample, String id) {
        begin();
        ProducerRecord<String, byte[]> record = record(sample, id);
        int captionBytes = sample.caption().getBytes(StandardCharsets.UTF_8).length;
        if (record.value().length + captionBytes + RECORD_OVERHEAD_BYTES > greatestRecord(sample.modality())) {
            throw tooLarge(sample.path() + " at " + sample.position(), sample.content().length, sample.modality());
        }
        batchSamples++;
        batchBytes += record.value().length;
        try {
            producer.send(record, (metadata, failure) -> {
                if (failure != null && sendFailure == null) {
                    sendFailure = failure;
                }
            });
        } catch (KafkaException e) {
            throw kafkaFailure(config, e);
        }
    }

    private void begin() {
        if (!inTransaction) {
            producer.beginTransaction();
            inTransaction = true;
            batchStarted = clock.instant();
        }
    }

    private ProducerRecord<String, byte[]> record(Sample sample, String id) {
        boolean claimed = sample.modality() == Modality.IMAGES && sample.content().length > inlineLimit;
        // Bytes that look like Avro would be read as Avro, so they travel inside of it.
        boolean avro = claimed || AvroWire.isSingleObject(sample.content());
        byte[] value = avro ? WIRE.encode(wrap(sample, id, claimed)) : sample.content();
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.raw(sample.modality()), sample.source(), value);
        header(record, "source", sample.source());
        header(record, "ce_id", id);
        header(record, "ce_time", sample.capturedAt().toString());
        header(record, "content-type", avro ? "application/avro" : sample.contentType());
        if (!sample.caption().isEmpty()) {
            header(record, "caption", sample.caption());
        }
        return record;
    }

    private RawSample wrap(Sample sample, String id, boolean claimed) {
        return RawSample.newBuilder()
                .setId(id)
                .setSource(sample.source())
                .setCapturedAt(sample.capturedAt())
                .setContentType(sample.contentType())
                .setPayload(ByteBuffer.wrap(claimed ? new byte[0] : sample.content()))
                .setBlob(claimed ? store(sample) : null)
                .setCaption(sample.caption())
                .build();
    }

    private BlobRef store(Sample sample) {
        try {
            return blobs.put(sample.content(), sample.contentType());
        } catch (IOException e) {
            throw ServiceException.dependency(
                    ServiceConfig.BLOB_DIRECTORY + "=" + config.getString(ServiceConfig.BLOB_DIRECTORY)
                            + ": cannot write "
                            + sample.path() + " (" + sample.content().length + " bytes): " + e
                            + "; free space or correct the directory",
                    e);
        }
    }

    private static void release(PublishedLog published) {
        try {
            published.close();
        } catch (IOException e) {
            throw stateFailure(e);
        }
    }

    /** An open transaction would hold back all readers of the topic until it times out. */
    private void abort() {
        if (inTransaction) {
            try {
                producer.abortTransaction();
            } catch (KafkaException | IllegalStateException e) {
                log.atDebug().setCause(e).log("the transaction could not be aborted; Kafka will time it out");
            }
        }
    }

    private void throwIfSendFailed() {
        Exception failure = sendFailure;
        if (failure != null) {
            throw kafkaFailure(config, failure);
        }
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String groupId(PublishedLog published) {
        return "perennial-ingest-" + published.identity();
    }

    /** The group has no members; an unsubscribed consumer is the way to its metadata that Kafka will keep. */
    private static ConsumerGroupMetadata group(KafkaClients clients, PublishedLog published) {
        try (Consumer<String, byte[]> consumer =
                clients.consumer(Map.of(ConsumerConfig.GROUP_ID_CONFIG, groupId(published)))) {
            return consumer.groupMetadata();
        }
    }

    private static Map<String, Object> producerSettings(ServiceConfig config, PublishedLog published) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "20");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(MILLIS_TO_DELIVER));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(MILLIS_TO_ANSWER));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(MILLIS_TO_DELIVER));
        settings.putAll(config.originalsWithPrefix("kafka."));
        settings.putAll(config.originalsWithPrefix("producer."));
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, groupId(published));
        return settings;
    }

    private static long committedSequence(Admin admin, String groupId) throws ExecutionException, InterruptedException {
        OffsetAndMetadata committed = admin.listConsumerGroupOffsets(groupId)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(SEQUENCE);
        return committed == null ? -1 : committed.offset();
    }

    /** Greatest record of the topic of a modality, in bytes. */
    static long greatestRecord(Modality modality) {
        String name = Topics.raw(modality);
        return Topics.catalogue().stream()
                .filter(topic -> topic.name().equals(name))
                .mapToLong(Topic::maxBytes)
                .findFirst()
                .orElseThrow();
    }

    static ServiceException tooLarge(String where, long bytes, Modality modality) {
        return ServiceException.data(
                where + ": " + bytes + " bytes are more than a record of " + Topics.raw(modality) + " may hold ("
                        + greatestRecord(modality)
                        + "); publish text with --lines, pictures with a lower --inline-limit",
                null);
    }

    private static ServiceException stateFailure(IOException e) {
        return ServiceException.dependency(
                ServiceConfig.STATE_DIRECTORY + ": cannot be written: " + e
                        + "; free space or give --state another directory",
                e);
    }

    private static ServiceException kafkaFailure(ServiceConfig config, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServiceException known) {
                return known;
            }
            if (cause instanceof RecordTooLargeException) {
                return ServiceException.data(
                        "a sample is too large for its topic: " + cause.getMessage()
                                + "; publish text with --lines, pictures with a lower --inline-limit",
                        failure);
            }
            if (cause instanceof ProducerFencedException) {
                return ServiceException.usage("another perennial-ingest writes with a copy of this state directory; "
                        + "give each process a directory of its own with --state");
            }
        }
        return ServiceException.dependency(
                "Kafka at " + ServiceConfig.BOOTSTRAP_SERVERS + "="
                        + String.join(",", config.getList(ServiceConfig.BOOTSTRAP_SERVERS)) + " failed: "
                        + failure.getMessage() + "; run the same command again: what was published is not sent twice",
                failure);
    }
}
