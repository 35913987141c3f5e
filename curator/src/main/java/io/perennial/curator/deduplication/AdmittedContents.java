package io.perennial.curator.deduplication;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which contents of one partition have been admitted. The first sample of a content survives. Time is stream time only, so that a
 * replay of the log decides alike, whenever it happens.
 */
public final class AdmittedContents {
    private final KeyValueStore<Bytes, Survivor> store;
    private final long horizonMillis;

    /** @param horizonMillis a content admitted longer ago is forgotten; 0: never */
    public AdmittedContents(KeyValueStore<Bytes, Survivor> store, long horizonMillis) {
        this.store = store;
        this.horizonMillis = horizonMillis;
    }

    /**
     * Admits a content unless it has been admitted within the horizon.
     *
     * @param contentSha256 64 hexadecimal digits
     * @param streamTime largest timestamp seen by the task, in milliseconds
     * @return id of the surviving sample, or null if this one is admitted
     */
    public @Nullable String admit(String contentSha256, Survivor candidate, long streamTime) {
        Bytes key = Bytes.wrap(HexFormat.of().parseHex(contentSha256));
        Survivor survivor = store.get(key);
        if (survivor != null && !isForgotten(survivor, streamTime)) {
            return survivor.sampleId();
        }
        store.put(key, candidate);
        return null;
    }

    /** Deletes what is beyond the horizon. Decisions do not depend on when this runs. */
    public void sweep(long streamTime) {
        if (horizonMillis == 0) {
            return;
        }
        List<Bytes> forgotten = new ArrayList<>();
        try (KeyValueIterator<Bytes, Survivor> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<Bytes, Survivor> entry = entries.next();
                if (isForgotten(entry.value, streamTime)) {
                    forgotten.add(entry.key);
                }
            }
        }
        forgotten.forEach(store::delete);
    }

    private boolean isForgotten(Survivor survivor, long streamTime) {
        return horizonMillis > 0 && streamTime - survivor.timestamp() > horizonMillis;
    }
}
