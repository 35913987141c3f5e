package io.perennial.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogCollectorTest {
    private final List<LabelledSample> heard = new ArrayList<>();

    @Test
    void labelsALineWithItsLoggerAndLeavesTheNameOutOfTheText() {
        // when
        try (LogCollector collector = LogCollector.listen(true)) {
            LoggerFactory.getLogger("kafka.log.UnifiedLog").debug("Flushing log\n up to offset {}", 7);
            heard.addAll(collector.samples());
        }

        // then
        assertThat(heard).singleElement().satisfies(sample -> {
            assertThat(sample.label()).isEqualTo("kafka.log");
            assertThat(sample.text()).isEqualTo("DEBUG Flushing log up to offset 7");
        });
    }

    @Test
    void hearsNothingAfterItWasClosed() {
        // given
        LogCollector collector = LogCollector.listen(true);
        collector.close();

        // when
        LoggerFactory.getLogger("kafka.log.UnifiedLog").error("too late");

        // then
        assertThat(collector.samples()).isEmpty();
    }

    @Test
    void limitsWhatOneTemplateSays() {
        // given
        for (int i = 0; i < 30; i++) {
            heard.add(LabelledSample.text("kafka.server", LogTemplate.of("INFO loaded partition " + i), "line " + i));
        }
        heard.add(LabelledSample.text("kafka.server", LogTemplate.of("INFO started"), "INFO started"));

        // when
        List<LabelledSample> balanced = LogCollector.balanced(heard, 10);

        // then
        assertThat(balanced).hasSize(11);
    }
}
