package io.perennial.curator.deduplication;

import io.perennial.curator.pdq.PdqHash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of all earlier pictures, by one or more of their 16 parts. A band is the number of a part. It knows of each picture whose
 * part differs from that of the asking one in at most a bit; of two near pictures some band does (see {@link PdqHash#SLOTS}).
 */
public final class SeenHashes implements BandIndex {
    private static final int PREFIX_BYTES = Byte.BYTES + Short.BYTES;

    private final KeyValueStore<Bytes, BandHolder> store;
    private final long horizonMillis;

    /**
     * @param store by number of the part, its value, and place in the order
     * @param horizonMillis older pictures are not near any more; 0: without limit
     */
    public SeenHashes(KeyValueStore<Bytes, BandHolder> store, long horizonMillis) {
        this.store = store;
        this.horizonMillis = horizonMillis;
    }

    @Override
    public @Nullable BandHolder ask(long band, BandHolder asker, long streamTime) {
        int value = PdqHash.fromBytes(asker.sketch().get()).slot((int) band);
        BandHolder earliest = firstNear(band, value, asker, streamTime);
        for (int bit = 0; bit < PdqHash.SLOT_BITS; bit++) {
            earliest = BandHolder.earlier(earliest, firstNear(band, value ^ (1 << bit), asker, streamTime));
        }
        store.put(key(band, value, asker.order()), asker);
        return earliest;
    }

    private @Nullable BandHolder firstNear(long band, int value, BandHolder asker, long streamTime) {
        PdqHash hash = PdqHash.fromBytes(asker.sketch().get());
        try (KeyValueIterator<Bytes, BandHolder> inOrder =
                store.range(key(band, value, 0), key(band, value, Long.MAX_VALUE))) {
            while (inOrder.hasNext()) {
                BandHolder holder = inOrder.next().value;
                if (!isForgotten(holder, streamTime)
                        && PdqHash.fromBytes(holder.sketch().get()).distance(hash) <= PdqHash.NEAR) {
                    return holder;
                }
            }
            return null;
        }
    }

    @Override
    public void sweep(long streamTime) {
        if (horizonMillis == 0) {
            return;
        }
        List<Bytes> forgotten = new ArrayList<>();
        try (KeyValueIterator<Bytes, BandHolder> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<Bytes, BandHolder> entry = entries.next();
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

    /** Sorts by band, then value, then order. */
    private static Bytes key(long band, int value, long order) {
        return Bytes.wrap(ByteBuffer.allocate(PREFIX_BYTES + Long.BYTES)
                .put((byte) band)
                .putShort((short) value)
                .putLong(order)
                .array());
    }
}
