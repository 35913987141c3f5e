package io.perennial.curator.deduplication;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Who was the first to hold each band of one partition. Samples must ask in their order, with the stream time of that order: then the
 * answers are those of a single index, whatever the number of partitions.
 */
public final class SeenBands implements BandIndex {
    private final KeyValueStore<Long, BandHolder> store;
    private final long horizonMillis;

    /** @param horizonMillis a holder older than that gives its band to the next; 0: never */
    public SeenBands(KeyValueStore<Long, BandHolder> store, long horizonMillis) {
        this.store = store;
        this.horizonMillis = horizonMillis;
    }

    /** The asking sample becomes the holder of the band if there is none within the horizon. */
    @Override
    public @Nullable BandHolder ask(long band, BandHolder asker, long streamTime) {
        BandHolder holder = store.get(band);
        if (holder != null && !isForgotten(holder, streamTime)) {
            return holder;
        }
        store.put(band, asker);
        return null;
    }

    @Override
    public void sweep(long streamTime) {
        if (horizonMillis == 0) {
            return;
        }
        List<Long> forgotten = new ArrayList<>();
        try (KeyValueIterator<Long, BandHolder> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<Long, BandHolder> entry = entries.next();
                if (isForgotten(entry.value, streamTime)) {
                    forgotten.add(entry.key);
                }
            }
        }
        forgotten.forEach(store::delete);
    }

    private boolean isForgotten(BandHolder holder, long streamTime) {
        return horizonMillis > 0 && streamTime - holder.timestamp() > horizonMillis;
    }
}
