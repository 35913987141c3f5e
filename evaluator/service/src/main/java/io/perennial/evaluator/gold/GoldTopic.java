package io.perennial.evaluator.gold;

import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the current gold sets from {@code evaluation.gold}. */
public final class GoldTopic {
    private GoldTopic() {}

    /** The latest version of each set that was committed when the call began, by name. */
    public static Map<String, GoldSet> latest(KafkaClients clients) {
        AvroWire<GoldSet> wire = AvroWire.of(GoldSet.class);
        Map<String, GoldSet> sets = new TreeMap<>();
        try (TopicTail tail = new TopicTail(
                clients.consumer(Map.of()),
                List.of(Topics.EVALUATION_GOLD),
                entry -> sets.put(entry.key(), TopicTail.decode(wire, entry)))) {
            tail.readToEnd();
        }
        return sets;
    }
}
