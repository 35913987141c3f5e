package io.perennial.trainer;

import static io.perennial.trainer.CuratedSamples.TOPIC;
import static io.perennial.trainer.CuratedSamples.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.wire.AvroWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WindowReaderTest {
    private static final AvroWire<CuratedSample> WIRE = AvroWire.of(CuratedSample.class);
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int WINDOW = 3;

    private final MockConsumer<String, byte[]> log = new MockConsumer<>(AutoOffsetResetStrategy.NONE.name());
    private final List<Long> decoded = new ArrayList<>();
    private final WindowReader reader = new WindowReader(log, TOPIC, WINDOW, 1 << 20, sample -> {
        decoded.add(sample.position().offset());
        return true;
    });

    @BeforeEach
    void begin() {
        Node node = new Node(0, "localhost", 1);
        log.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
        log.updateBeginningOffsets(Map.of(PARTITION, 0L));
        log.updateEndOffsets(Map.of(PARTITION, 0L));
    }

    @Test
    void windowThatWasReadAheadIsThereWhenItIsOpened() {
        // given
        ClosedWindow first = firstWindow();
        reader.openAhead(first, OffsetRanges.none(TOPIC));
        arrive(3, 6);
        reader.readAhead();

        // when
        reader.open(after(first));

        // then
        assertThat(reader.size()).isEqualTo(WINDOW);
        assertThat(offsets(reader.poll(Duration.ZERO).orElseThrow())).containsExactly(3L, 4L, 5L);
        assertThat(decoded).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void halfOfAWindowThatWasReadAheadIsCompletedByTheRest() {
        // given
        ClosedWindow first = firstWindow();
        reader.openAhead(first, OffsetRanges.none(TOPIC));
        arrive(3, 4);
        reader.readAhead();
        reader.open(after(first));

        // when
        arrive(4, 6);

        // then
        assertThat(offsets(reader.poll(Duration.ZERO).orElseThrow())).containsExactly(3L, 4L, 5L);
    }

    @Test
    void noMoreThanAWindowIsReadAhead() {
        // given
        ClosedWindow first = firstWindow();
        reader.openAhead(first, OffsetRanges.none(TOPIC));
        arrive(3, 12);

        // when
        reader.readAhead();
        reader.readAhead();

        // then
        assertThat(decoded).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void whatWasReadAheadIsForgottenAfterARewind() {
        // given
        ClosedWindow first = firstWindow();
        reader.openAhead(first, OffsetRanges.none(TOPIC));
        arrive(3, 6);
        reader.readAhead();

        // when the model begins again, without the second sample
        reader.open(state(null, OffsetRanges.of(TOPIC, List.of(range(0, 1, 2)))));
        arrive(0, 6);

        // then
        assertThat(offsets(reader.poll(Duration.ZERO).orElseThrow())).containsExactly(0L, 2L, 3L);
    }

    @Test
    void recordThatCannotBeReadAheadIsTheTroubleOfItsOwnWindow() {
        // given
        ClosedWindow first = firstWindow();
        reader.openAhead(first, OffsetRanges.none(TOPIC));
        log.addRecord(new ConsumerRecord<>(TOPIC, 0, 3, "key", new byte[] {1, 2, 3}));

        // when
        reader.readAhead();
        reader.open(after(first));

        // then
        assertThat(reader.size()).isZero();
    }

    private ClosedWindow firstWindow() {
        reader.open(state(null, OffsetRanges.none(TOPIC)));
        arrive(0, 3);
        return reader.poll(Duration.ZERO).orElseThrow();
    }

    private void arrive(long from, long to) {
        for (long offset = from; offset < to; offset++) {
            log.addRecord(new ConsumerRecord<>(
                    TOPIC, 0, offset, "key", WIRE.encode(CuratedSamples.text("sample " + offset))));
        }
    }

    private static TrainerState after(ClosedWindow window) {
        Checkpoint checkpoint = CuratedSamples.checkpoint("a", null, 0, window.windows());
        return state(checkpoint, OffsetRanges.none(TOPIC));
    }

    private static TrainerState state(@Nullable Checkpoint parent, OffsetRanges quarantined) {
        return new TrainerState(parent, 0, quarantined, false, -1, List.of());
    }

    private static List<Long> offsets(ClosedWindow window) {
        return window.samples().stream()
                .map(sample -> sample.position().offset())
                .toList();
    }
}
