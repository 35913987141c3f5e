package io.perennial.evaluator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final TopicPartition REPORTS = new TopicPartition("evaluation.reports", 0);

    @Test
    void eventThatWaitsHoldsBackItsPartition() {
        // given
        Progress progress = new Progress();
        progress.done(REPORTS, 4);
        progress.postponed(REPORTS, 5);

        // when
        progress.done(REPORTS, 6);

        // then
        assertThat(progress.offsets()).isEqualTo(Map.of(REPORTS, new OffsetAndMetadata(5)));
    }

    @Test
    void partitionGoesOnWhenTheEventIsDecided() {
        // given
        Progress progress = new Progress();
        progress.postponed(REPORTS, 5);
        progress.done(REPORTS, 6);

        // when
        progress.done(REPORTS, 5);

        // then
        assertThat(progress.offsets()).isEqualTo(Map.of(REPORTS, new OffsetAndMetadata(7)));
    }

    @Test
    void thereIsNothingToCommitBeforeAnEventIsDone() {
        // given
        Progress progress = new Progress();

        // when
        progress.postponed(REPORTS, 5);

        // then
        assertThat(progress.hasAdvanced()).isFalse();
    }
}
