package io.perennial.curator.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One bounded piece of native memory for all stores of the process. Without it each partition takes up to 100 MB of its own. Entries
 * are small and looked up at random, so a cache of this size holds the hot index blocks of tens of millions of contents.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    private static final long TOTAL_BYTES = 96L << 20;
    private static final long WRITE_BUFFER_BYTES = 48L << 20;
    private static final long ONE_WRITE_BUFFER_BYTES = 4L << 20;
    private static final double SHARE_FOR_INDEXES = 0.3;
    private static final int SHARD_BITS_CHOSEN_BY_ROCKSDB = -1;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(SharedMemory.CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(SharedMemory.WRITE_BUFFERS);
        options.setWriteBufferSize(ONE_WRITE_BUFFER_BYTES);
    }

    @Override
    public void close(String storeName, Options options) {
        // The memory is shared by all stores and lives as long as the process.
    }

    private static final class SharedMemory {
        private static final Cache CACHE =
                new LRUCache(TOTAL_BYTES, SHARD_BITS_CHOSEN_BY_ROCKSDB, false, SHARE_FOR_INDEXES);

        private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);
    }
}
