package io.perennial.tests.pipeline;

import io.perennial.schemas.records.EmbedRequest;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.tests.data.Labelled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What publishers and callers send. Remembers the position of every raw record. */
final class RawTraffic {
    private static final AvroWire<RawSample> RAW = AvroWire.of(RawSample.class);
    private static final AvroWire<EmbedRequest> REQUESTS = AvroWire.of(EmbedRequest.class);

    private final Producer<String, byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    RawTraffic(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** Every second item as plain bytes, the others as Avro records. */
    void publish(Modality modality, String source, List<Labelled> items) {
        for (int i = 0; i < items.size(); i++) {
            if (i % 2 == 0) {
                publishPlain(modality, source, items.get(i).content());
            } else {
                publishAvro(modality, source, items.get(i).content());
            }
        }
    }

    void publishPlain(Modality modality, String source, byte[] payload) {
        ProducerRecord<String, byte[]> sample = new ProducerRecord<>(Topics.raw(modality), source, payload);
        sample.headers().add("source", source.getBytes(StandardCharsets.UTF_8));
        sent.add(producer.send(sample));
    }

    void publishAvro(Modality modality, String source, byte[] payload) {
        RawSample sample = RawSample.newBuilder()
                .setSource(source)
                .setCapturedAt(Instant.EPOCH)
                .setPayload(ByteBuffer.wrap(payload))
                .build();
        sent.add(producer.send(new ProducerRecord<>(Topics.raw(modality), source, RAW.encode(sample))));
    }

    /** Positions of all raw records sent so far. */
    List<SourcePosition> positions() throws ExecutionException, InterruptedException {
        producer.flush();
        List<SourcePosition> positions = new ArrayList<>();
        for (Future<RecordMetadata> each : sent) {
            RecordMetadata metadata = each.get();
            positions.add(new SourcePosition(metadata.topic(), metadata.partition(), metadata.offset()));
        }
        return positions;
    }

    /** One live request for an embedding of a text. */
    void request(String model, Labelled item) {
        EmbedRequest request = EmbedRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setModel(model)
                .setText(new String(item.content(), StandardCharsets.UTF_8))
                .setRequestedAt(Instant.now())
                .build();
        // A request without an answer is for the shadow gates to notice.
        var unused = producer.send(
                new ProducerRecord<>(Topics.SERVING_REQUESTS, request.getRequestId(), REQUESTS.encode(request)));
    }
}
