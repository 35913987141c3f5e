package io.perennial.serving;

import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.ObservedModel;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.time.Clock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what this instance does to {@code serving.observed}. A report that cannot be sent is logged and left out, for serving goes
 * on without Kafka and the next report says the same. Safe for use by several threads.
 */
final class ObservedReports {
    private static final Logger log = LoggerFactory.getLogger(ObservedReports.class);
    private static final AvroWire<ObservedModel> WIRE = AvroWire.of(ObservedModel.class);

    private final Producer<String, byte[]> producer;
    private final String instance;
    private final String address;
    private final Clock clock;

    /** @param address URL of the HTTP endpoint, empty for none */
    ObservedReports(Producer<String, byte[]> producer, String instance, String address, Clock clock) {
        this.producer = producer;
        this.instance = instance;
        this.address = address;
        this.clock = clock;
    }

    void report(HostedModel model) {
        HostedModel.Report report = model.report();
        send(model.name(), report, report.state());
    }

    /** The last report: the instance ends. */
    void reportStopped(HostedModel model) {
        send(model.name(), model.report(), InstanceState.STOPPED);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback logs the failure.
    private void send(String model, HostedModel.Report report, InstanceState state) {
        ObservedModel observed = ObservedModel.newBuilder()
                .setModel(model)
                .setInstance(instance)
                .setGeneration(report.deployment().generation())
                .setChampionId(id(report.deployment().champion()))
                .setChallengerId(id(report.deployment().challenger()))
                .setState(state)
                .setError(report.error())
                .setAddress(address)
                .setLoadMillis(report.loadMillis())
                .setObservedAt(clock.instant())
                .build();
        try {
            producer.send(
                    new ProducerRecord<>(Topics.SERVING_OBSERVED, model + "/" + instance, WIRE.encode(observed)),
                    (metadata, failure) -> {
                        if (failure != null) {
                            log.atWarn().addKeyValue("model", model).log("not reported: {}", failure.getMessage());
                        }
                    });
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("model", model).log("not reported: {}", e.getMessage());
        }
    }

    private static @Nullable String id(@Nullable EncoderHandle handle) {
        return handle == null ? null : handle.checkpointId();
    }
}
