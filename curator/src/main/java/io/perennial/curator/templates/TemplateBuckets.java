package io.perennial.curator.templates;

import org.apache.kafka.streams.state.KeyValueStore;

/** One token bucket for each template of a partition, by the number of the template. */
public final class TemplateBuckets {
    private final KeyValueStore<Long, TokenBucket> store;
    private final TokenBucket.Size size;

    public TemplateBuckets(KeyValueStore<Long, TokenBucket> store, TokenBucket.Size size) {
        this.store = store;
        this.size = size;
    }

    /**
     * Takes a token for a record.
     *
     * @param time of the record in milliseconds
     * @return false if the template has none left
     */
    public boolean take(long template, long time) {
        TokenBucket known = store.get(template);
        TokenBucket bucket = known == null ? TokenBucket.full(size, time) : known.at(time, size);
        boolean taken = !bucket.isEmpty();
        store.put(template, taken ? bucket.less() : bucket);
        return taken;
    }

    public void forget(long template) {
        store.delete(template);
    }
}
