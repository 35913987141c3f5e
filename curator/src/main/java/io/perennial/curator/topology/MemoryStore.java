package io.perennial.curator.topology;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store that lives as long as its object, ordered by the keys themselves, for decisions outside of Kafka Streams. Nothing is serialised.
 * Used by one thread.
 */
final class MemoryStore<K extends Comparable<? super K>, V> implements KeyValueStore<K, V> {
    private final NavigableMap<K, V> entries = new TreeMap<>();

    @Override
    public @Nullable V get(K key) {
        return entries.get(key);
    }

    @Override
    public void put(K key, @Nullable V value) {
        if (value == null) {
            entries.remove(key);
        } else {
            entries.put(key, value);
        }
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return entries.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<K, V>> more) {
        more.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public @Nullable V delete(K key) {
        return entries.remove(key);
    }

    @Override
    public KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to) {
        NavigableMap<K, V> tail = from == null ? entries : entries.tailMap(from, true);
        return new Entries<>(to == null ? tail : tail.headMap(to, true));
    }

    @Override
    public KeyValueIterator<K, V> all() {
        return new Entries<>(entries);
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        throw new UnsupportedOperationException("a store without a task");
    }

    @Override
    public void close() {
        entries.clear();
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    private static final class Entries<K extends Comparable<? super K>, V> implements KeyValueIterator<K, V> {
        private final NavigableMap<K, V> entries;
        private final Iterator<Map.Entry<K, V>> iterator;
        private @Nullable K last;

        Entries(NavigableMap<K, V> entries) {
            this.entries = entries;
            this.iterator = entries.entrySet().iterator();
        }

        @Override
        public boolean hasNext() {
            return iterator.hasNext();
        }

        @Override
        public KeyValue<K, V> next() {
            Map.Entry<K, V> entry = iterator.next();
            last = entry.getKey();
            return KeyValue.pair(entry.getKey(), entry.getValue());
        }

        @Override
        public K peekNextKey() {
            if (!iterator.hasNext()) {
                throw new NoSuchElementException("the last entry was read");
            }
            return last == null ? entries.firstKey() : entries.higherKey(last);
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
