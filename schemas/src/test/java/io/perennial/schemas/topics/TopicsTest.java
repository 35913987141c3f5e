package io.perennial.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.evolution.CurrentSchemas;
import io.perennial.schemas.records.Modality;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void everyTopicCarriesARecordOfThisBuildOrPlainBytes() {
        // given
        List<String> records =
                CurrentSchemas.all().stream().map(Schema::getName).toList();

        // when
        List<String> unknown = Topics.catalogue().stream()
                .map(Topic::record)
                .filter(record -> !record.equals("bytes") && !records.contains(record))
                .toList();

        // then
        assertThat(unknown).isEmpty();
    }

    @Test
    void rawAndCuratedTopicsOfAModalityHaveTheSameNumberOfPartitions() {
        for (Modality modality : List.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES)) {
            assertThat(topic(Topics.raw(modality)).partitions())
                    .isEqualTo(topic(Topics.curated(modality)).partitions());
        }
    }

    @Test
    void theAuditLogIsKeptForEver() {
        // when
        NewTopic decisions = topic(Topics.PROMOTION_DECISIONS).toNewTopic(1, (short) 1);

        // then
        assertThat(decisions.configs()).containsEntry("retention.ms", "-1").containsEntry("cleanup.policy", "delete");
    }

    @Test
    void theDesiredStateIsCompacted() {
        assertThat(topic(Topics.SERVING_DESIRED).compacted()).isTrue();
    }

    private static Topic topic(String name) {
        return Topics.catalogue().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
