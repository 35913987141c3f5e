package io.perennial.curator.history;

import io.perennial.schemas.topics.Topics;
import java.util.HashMap;
import java.util.Map;

/** The gold sets as {@code evaluation.gold} tells them now. */
final class GoldTopic {
    private GoldTopic() {}

    /** The latest record of each key. */
    static Map<String, byte[]> read(PastRecords past) {
        Map<String, byte[]> latest = new HashMap<>();
        past.read(past.all(Topics.EVALUATION_GOLD), record -> {
            if (record.value() == null) {
                latest.remove(record.key());
            } else {
                latest.put(record.key(), record.value());
            }
        });
        return latest;
    }
}
