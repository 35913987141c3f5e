package io.perennial.curator.topology;

import io.perennial.curator.drift.calibration.BlockHistory;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.state.KeyValueStore;

/** The history of one detector in a store, in a ring of pages, so that a block costs one small write. */
final class StoredHistory implements BlockHistory {
    private static final int PAGE = 64;
    /** One more than full ones, since the newest is not full. */
    private static final int PAGES = KEPT / PAGE + 1;

    private static final int ENTRY_BYTES = Long.BYTES + Double.BYTES;

    private final KeyValueStore<String, byte[]> store;
    private final String key;
    private long added;

    /** @param added blocks that were added so far; whoever owns the detector keeps this number */
    StoredHistory(KeyValueStore<String, byte[]> store, String key, long added) {
        this.store = store;
        this.key = key;
        this.added = added;
    }

    @Override
    public void add(long time, double mean) {
        int inPage = (int) (added % PAGE);
        ByteBuffer page = ByteBuffer.allocate((inPage + 1) * ENTRY_BYTES);
        if (inPage > 0) {
            page.put(page(added / PAGE), 0, inPage * ENTRY_BYTES);
        }
        page.putLong(time).putDouble(mean);
        store.put(pageKey(added / PAGE), page.array());
        added++;
    }

    @Override
    public long added() {
        return added;
    }

    @Override
    public Blocks blocks() {
        int kept = (int) Math.min(KEPT, added);
        long[] times = new long[kept];
        double[] means = new double[kept];
        ByteBuffer page = ByteBuffer.allocate(0);
        for (int i = 0; i < kept; i++) {
            long block = added - kept + i;
            if (i == 0 || block % PAGE == 0) {
                page = ByteBuffer.wrap(page(block / PAGE));
            }
            int at = (int) (block % PAGE) * ENTRY_BYTES;
            times[i] = page.getLong(at);
            means[i] = page.getDouble(at + Long.BYTES);
        }
        return new Blocks(times, means);
    }

    private byte[] page(long number) {
        byte[] page = store.get(pageKey(number));
        if (page == null) {
            throw new IllegalStateException("page " + number + " of the history of " + key + " is missing");
        }
        return page;
    }

    private String pageKey(long number) {
        return key + "/" + number % PAGES;
    }
}
