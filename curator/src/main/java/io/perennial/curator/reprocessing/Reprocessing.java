package io.perennial.curator.reprocessing;

import io.perennial.curator.history.PastRecords;
import io.perennial.curator.history.ScanProgress;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts entries of {@code curation.dlq} back on their raw topics, each once. A raw record and the {@link ReprocessingMark} of its entry are
 * in one transaction, and a second run, which fences the first, looks for marks when it has the transactional id: so neither a crash nor
 * two people who do it at the same time publish anything twice. Used by one thread.
 */
public final class Reprocessing {
    /** Access rules must allow it. */
    public static final String TRANSACTIONAL_ID = "perennial-curator-reprocess";

    private static final int MOST_RECORDS = 100;
    private static final long MOST_BYTES = 4 << 20;

    private final ServiceConfig config;
    private final PastRecords past;
    private final ScanProgress progress;

    public Reprocessing(ServiceConfig config, PastRecords past, ScanProgress progress) {
        this.config = config;
        this.past = past;
        this.progress = progress;
    }

    /** What {@link #putBack} would do now. */
    public ReprocessingPlan plan(LetterSelection selection) {
        return ReprocessingPlan.of(selection, past.all(Topics.CURATION_DLQ), past);
    }

    /**
     * Puts the selected entries back.
     *
     * @return what was done
     * @throws ServiceException of kind dependency if Kafka fails; what was committed by then has its marks
     */
    public ReprocessingPlan putBack(LetterSelection selection) throws InterruptedException {
        try (Producer<byte[], byte[]> producer = new KafkaClients(config, "perennial-curator-terminal")
                .producer(
                        new ByteArraySerializer(), Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID))) {
            producer.initTransactions();
            ReprocessingPlan plan = ReprocessingPlan.of(selection, past.settled(Topics.CURATION_DLQ), past);
            List<DeadLetter> batch = new ArrayList<>();
            long[] sizes = new long[2];
            past.read(plan.ranges(), record -> {
                DeadLetter letter = plan.hasChosen(record) ? DeadLetter.read(record) : null;
                if (letter != null) {
                    batch.add(letter);
                    sizes[0] += record.value().length;
                    progress.at("putting back", ++sizes[1], plan.count());
                }
                if (batch.size() >= MOST_RECORDS || sizes[0] >= MOST_BYTES) {
                    commit(producer, batch);
                    batch.clear();
                    sizes[0] = 0;
                }
            });
            commit(producer, batch);
            return plan;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw ServiceException.usage(
                    "another reprocess has begun and took over; see what it does, then run this again");
        } catch (KafkaException e) {
            throw ServiceException.dependency(
                    "Kafka failed: " + e.getMessage() + "; what was put back is marked: run this again for the rest",
                    e);
        }
    }

    /** One transaction. If it fails, closing the producer or the next one of the same id aborts it. */
    private static void commit(Producer<byte[], byte[]> producer, List<DeadLetter> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Map<String, Integer> partitions = new HashMap<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        producer.beginTransaction();
        for (DeadLetter letter : batch) {
            String topic = letter.origin().getTopic();
            int count = partitions.computeIfAbsent(
                    topic, name -> producer.partitionsFor(name).size());
            int partition = letter.origin().getPartition();
            sent.add(producer.send(new ProducerRecord<>(
                    topic,
                    partition < count ? partition : null,
                    letter.key(),
                    letter.record().value(),
                    letter.headers())));
        }
        producer.flush();
        List<Future<RecordMetadata>> marks = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            RecordMetadata put = result(sent.get(i));
            SourcePosition position = new SourcePosition(put.topic(), put.partition(), put.offset());
            marks.add(producer.send(ReprocessingMark.of(batch.get(i), position)));
        }
        producer.flush();
        marks.forEach(Reprocessing::result);
        producer.commitTransaction();
    }

    private static RecordMetadata result(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }
}
