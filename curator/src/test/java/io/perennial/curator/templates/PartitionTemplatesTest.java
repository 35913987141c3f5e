package io.perennial.curator.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionTemplatesTest {
    private static final TreeShape TWO_TEMPLATES = new TreeShape(4, 0.5, 100, 2);

    private final KeyValueStore<Long, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("templates"), Serdes.Long(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whoeverGoesOnFromTheStoreFindsTheSameTemplates() {
        // given
        PartitionTemplates before = new PartitionTemplates(store, TWO_TEMPLATES, List.of());
        before.match("session of alice opened", 0);
        before.match("session of bob opened", 1);

        // when
        PartitionTemplates after = new PartitionTemplates(store, TWO_TEMPLATES, List.of());

        // then
        assertThat(after.match("session of carol opened", 2))
                .isEqualTo(new TemplateMatch(0, 2, TemplateMatch.Change.NONE, null, TemplateMatch.NONE));
        assertThat(after.match("disk full", 3).number()).isEqualTo(1);
    }

    @Test
    void aNumberIsNeverUsedAgainEvenIfItsTemplateIsForgotten() {
        // given
        PartitionTemplates before = new PartitionTemplates(store, TWO_TEMPLATES, List.of());
        before.match("one alone", 0);
        before.match("two alone", 1);
        before.match("one alone", TemplateTree.USE_INTERVAL);
        before.match("three alone", 2 * TemplateTree.USE_INTERVAL);
        before.match("one alone", 3 * TemplateTree.USE_INTERVAL);
        long forgotten =
                before.match("four alone", 3 * TemplateTree.USE_INTERVAL).forgotten();

        // when
        PartitionTemplates after = new PartitionTemplates(store, TWO_TEMPLATES, List.of());

        // then
        assertThat(forgotten).isEqualTo(2);
        assertThat(after.match("five alone", 9 * TemplateTree.USE_INTERVAL).number())
                .isEqualTo(4);
    }
}
