package io.perennial.curator.templates;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The templates of one partition, in memory and in a store. Both say the same after each line, so whoever goes on from the store
 * finds the same templates under the same numbers.
 */
public final class PartitionTemplates {
    /** Holds the number that the next new template is given. No template has it. */
    private static final long NEXT = -1;

    private final KeyValueStore<Long, byte[]> store;
    private final TemplateTree tree;

    public PartitionTemplates(KeyValueStore<Long, byte[]> store, TreeShape shape, List<LineMask> masks) {
        this.store = store;
        this.tree = new TemplateTree(shape, masks);
        byte[] next = store.get(NEXT);
        if (next != null) {
            tree.restore(stored(store), ByteBuffer.wrap(next).getLong());
        }
    }

    /** As {@link TemplateTree#match}, and written down. */
    public TemplateMatch match(String text, long position) {
        long next = tree.nextNumber();
        TemplateMatch match = tree.match(text, position);
        if (match.store() != null) {
            store.put(match.number(), match.store().toBytes());
        }
        if (match.forgotten() != TemplateMatch.NONE) {
            store.delete(match.forgotten());
        }
        if (tree.nextNumber() != next) {
            byte[] number =
                    ByteBuffer.allocate(Long.BYTES).putLong(tree.nextNumber()).array();
            store.put(NEXT, number);
        }
        return match;
    }

    /** In the order of the numbers, which is that of their bytes. */
    private static List<StoredTemplate> stored(KeyValueStore<Long, byte[]> store) {
        List<StoredTemplate> templates = new ArrayList<>();
        try (KeyValueIterator<Long, byte[]> entries = store.range(0L, Long.MAX_VALUE)) {
            while (entries.hasNext()) {
                KeyValue<Long, byte[]> entry = entries.next();
                templates.add(StoredTemplate.fromBytes(entry.value));
            }
        }
        return templates;
    }
}
