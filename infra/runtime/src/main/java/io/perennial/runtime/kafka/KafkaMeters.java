package io.perennial.runtime.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Shows the few metrics of Kafka clients that operators watch, lag first, among the meters of the service. Kafka makes one for each
 * client and closes it with the client, so a meter never outlives what it measures. The full set stays in JMX.
 */
public final class KafkaMeters implements MetricsReporter {
    private static final Map<String, Set<String>> SHOWN = Map.of(
            "consumer-fetch-manager-metrics", Set.of("records-lag", "records-consumed-total"),
            "producer-metrics", Set.of("record-send-total", "record-error-total", "txn-commit-time-ns-total"));

    private static final Set<String> TAGS_OF_A_PARTITION = Set.of("client-id", "topic", "partition");
    private static final Set<String> TAGS_OF_A_CLIENT = Set.of("client-id");

    private final ConcurrentMap<MetricName, Meter> meters = new ConcurrentHashMap<>();

    @Override
    public void configure(Map<String, ?> settings) {
        // Nothing to set: the choice is fixed.
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        MetricName name = metric.metricName();
        if (isShown(name) && !isTaken(name)) {
            meters.computeIfAbsent(name, absent -> register(name, metric));
        }
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        Meter meter = meters.remove(metric.metricName());
        if (meter != null) {
            Metrics.globalRegistry.remove(meter);
        }
    }

    @Override
    public void close() {
        meters.values().forEach(Metrics.globalRegistry::remove);
        meters.clear();
    }

    /** Kafka has several metrics of one name that differ in their tags; a meter must always have the same. */
    private static boolean isShown(MetricName name) {
        Set<String> tags = name.name().equals("records-lag") ? TAGS_OF_A_PARTITION : TAGS_OF_A_CLIENT;
        return SHOWN.getOrDefault(name.group(), Set.of()).contains(name.name())
                && name.tags().keySet().equals(tags);
    }

    /** Two clients of one id in one virtual machine: the first is shown. */
    private static boolean isTaken(MetricName name) {
        return Metrics.globalRegistry.find(meterName(name)).tags(tags(name)).meter() != null;
    }

    private static String meterName(MetricName name) {
        String client = name.group().startsWith("consumer") ? "consumer" : "producer";
        return "kafka." + client + "." + name.name().replace('-', '.');
    }

    private static List<Tag> tags(MetricName name) {
        return name.tags().entrySet().stream()
                .map(tag -> Tag.of(tag.getKey(), tag.getValue()))
                .toList();
    }

    private static Meter register(MetricName name, KafkaMetric metric) {
        return Gauge.builder(meterName(name), metric, KafkaMeters::value)
                .tags(tags(name))
                .description(name.description())
                .strongReference(true)
                .register(Metrics.globalRegistry);
    }

    private static double value(KafkaMetric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
