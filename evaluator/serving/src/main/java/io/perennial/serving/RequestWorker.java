package io.perennial.serving;

import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes {@code serving.requests} in one role and writes the answers to one topic. Offsets are committed after the answers are
 * acknowledged, so a request is answered at least once: after a crash perhaps twice, under the same id. Owns the consumer; run by
 * one thread.
 */
final class RequestWorker implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(RequestWorker.class);
    private static final AvroWire<EmbedResponse> RESPONSE = AvroWire.of(EmbedResponse.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RequestAnswering answering;
    private final Consumer<String, byte[]> consumer;
    private final Producer<String, byte[]> producer;
    private final String answers;
    private volatile boolean stopping;

    /** @param answers topic of the answers */
    RequestWorker(
            RequestAnswering answering,
            Consumer<String, byte[]> consumer,
            Producer<String, byte[]> producer,
            String answers) {
        this.answering = answering;
        this.consumer = consumer;
        this.producer = producer;
        this.answers = answers;
    }

    /** Asks {@link #run()} to return after the batch in progress. Called from another thread. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    @Override
    public void run() {
        try (consumer) {
            consumer.subscribe(List.of(Topics.SERVING_REQUESTS));
            while (!stopping) {
                handle(consumer.poll(POLL));
            }
        } catch (WakeupException e) {
            log.atDebug().log("woken to stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(ConsumerRecords<String, byte[]> requests) throws InterruptedException {
        if (requests.isEmpty()) {
            return;
        }
        try {
            List<Future<RecordMetadata>> sent = StreamSupport.stream(requests.spliterator(), false)
                    .map(request -> answering.answer(request.key(), request.value()))
                    .filter(java.util.Objects::nonNull)
                    .map(answer -> producer.send(
                            new ProducerRecord<>(answers, answer.getRequestId(), RESPONSE.encode(answer))))
                    .toList();
            producer.flush();
            for (Future<RecordMetadata> answer : sent) {
                answer.get();
            }
            consumer.commitSync();
        } catch (CommitFailedException | RebalanceInProgressException e) {
            log.atInfo().log(
                    "another instance took over in the middle of a batch, which is answered again: {}", e.getMessage());
        } catch (ExecutionException | KafkaException e) {
            if (e instanceof WakeupException wakeup) {
                throw wakeup;
            }
            log.atError()
                    .addKeyValue("topic", answers)
                    .log("answers were not accepted, trying again: {}", e.getMessage());
            goBack(requests);
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private void goBack(ConsumerRecords<String, byte[]> requests) {
        Map<TopicPartition, Long> firstOffsets = new HashMap<>();
        for (ConsumerRecord<String, byte[]> request : requests) {
            firstOffsets.merge(new TopicPartition(request.topic(), request.partition()), request.offset(), Math::min);
        }
        firstOffsets.keySet().retainAll(consumer.assignment());
        firstOffsets.forEach(consumer::seek);
    }
}
