package io.perennial.evaluator.history;

import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Writes each report in a transaction of its own. The transactional id is fixed, so a second evaluator for the same models fences
 * the first, and a report that was half written by a killed one is never seen.
 */
public final class ReportPublisher implements AutoCloseable {
    private final AvroWire<EvaluationReport> wire = AvroWire.of(EvaluationReport.class);
    private final AvroWire<HarmReport> harmWire = AvroWire.of(HarmReport.class);
    private final Producer<String, byte[]> producer;

    private ReportPublisher(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** When it returns, no earlier evaluator for these models can write any more. */
    public static ReportPublisher start(KafkaClients clients, List<String> models) {
        String transactionalId = "perennial-evaluator-" + String.join("+", models);
        Producer<String, byte[]> producer =
                clients.producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId));
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            producer.close();
            throw e;
        }
        return new ReportPublisher(producer);
    }

    /** Returns when the report is committed. */
    public void publish(EvaluationReport report) {
        publish(Topics.EVALUATION_REPORTS, report.getModel(), wire.encode(report), report.getReportId());
    }

    /** Returns when the report is committed. */
    public void publish(HarmReport report) {
        publish(Topics.EVALUATION_HARM, report.getModality().name(), harmWire.encode(report), report.getReportId());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The commit throws what a send failed with.
    private void publish(String topic, String key, byte[] report, String reportId) {
        try {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, key, report));
            producer.commitTransaction();
        } catch (ProducerFencedException e) {
            throw ServiceException.dependency(
                    "another evaluator has started for the same models; this one stops (report " + reportId
                            + " was not written)",
                    e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
