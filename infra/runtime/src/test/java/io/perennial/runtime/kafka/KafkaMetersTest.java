package io.perennial.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaMetersTest {
    private static final String GROUP = "consumer-fetch-manager-metrics";
    private static final Map<String, String> PARTITION =
            Map.of("client-id", "meters-test", "topic", "raw.text", "partition", "0");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final org.apache.kafka.common.metrics.Metrics kafka =
            new org.apache.kafka.common.metrics.Metrics(new MetricConfig(), List.of(new KafkaMeters()), Time.SYSTEM);

    @BeforeEach
    void observe() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void forget() {
        kafka.close();
        Metrics.removeRegistry(registry);
    }

    private void add(String name, Map<String, String> tags, double value) {
        kafka.addMetric(new MetricName(name, GROUP, "", tags), (Gauge<Double>) (settings, now) -> value);
    }

    private Search lag() {
        return registry.find("kafka.consumer.records.lag").tag("client-id", "meters-test");
    }

    @Test
    void lagOfAPartitionIsShown() {
        // when
        add("records-lag", PARTITION, 42);
        // then
        assertThat(lag().tag("topic", "raw.text").gauge())
                .satisfies(gauge -> assertThat(gauge.value()).isEqualTo(42));
    }

    @Test
    void meterGoesWithItsClient() {
        // given
        add("records-lag", PARTITION, 42);
        // when
        kafka.close();
        // then
        assertThat(lag().gauges()).isEmpty();
    }

    @Test
    void metricsOfOtherTagsAndNamesAreLeftOut() {
        // when
        add("records-lag", Map.of("client-id", "meters-test"), 1);
        add("fetch-latency-avg", Map.of("client-id", "meters-test"), 1);
        // then
        assertThat(Search.in(registry).name(name -> name.startsWith("kafka.")).meters())
                .isEmpty();
    }
}
