package io.perennial.local.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.local.samples.LabelledSample;
import io.perennial.schemas.records.Modality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReserveTest {
    private final List<LabelledSample> samples = IntStream.range(0, 25)
            .mapToObj(i -> new LabelledSample("label", "group " + i, new byte[] {(byte) i}))
            .toList();

    @Test
    void publishesEachSampleOnceInBatches() {
        // given
        Reserve reserve = new Reserve(Modality.TEXT, "library", "texts", 10, samples);
        List<Integer> sizes = new ArrayList<>();
        Set<LabelledSample> published = new HashSet<>();

        // when
        while (!reserve.isUsedUp()) {
            reserve.publishBatch((modality, source, batch) -> {
                sizes.add(batch.size());
                published.addAll(batch);
                return batch.size();
            });
        }

        // then
        assertThat(sizes).containsExactly(10, 10, 5);
        assertThat(published).containsExactlyInAnyOrderElementsOf(samples);
        assertThat(reserve.sent()).isEqualTo(25);
    }

    @Test
    void fillsABatchWhenAnEarlierRunHasPublishedSomeOfIt() {
        // given
        Reserve reserve = new Reserve(Modality.TEXT, "library", "texts", 10, samples);

        // when
        reserve.publishBatch((modality, source, batch) -> batch.size() == 10 ? 4 : batch.size());

        // then
        assertThat(reserve.sent()).isEqualTo(10);
    }
}
