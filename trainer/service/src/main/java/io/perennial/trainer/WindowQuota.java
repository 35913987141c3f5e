package io.perennial.trainer;

/**
 * When a partition has given its part to a window.
 *
 * @param records records of each partition
 * @param bytes the partition is also full with the record that takes its bytes to this number: it bounds the memory
 */
record WindowQuota(int records, long bytes) {
    WindowQuota {
        if (records < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "a window takes at least 1 record and 1 byte of each partition, was " + records + " and " + bytes);
        }
    }

    /** Splits the samples and bytes of a window evenly over the partitions. */
    static WindowQuota of(int windowSamples, long windowBytes, int partitions) {
        return new WindowQuota(Math.max(1, windowSamples / partitions), Math.max(1, windowBytes / partitions));
    }

    /** No limit: for a window whose ends are already decided. */
    static WindowQuota unlimited() {
        return new WindowQuota(Integer.MAX_VALUE, Long.MAX_VALUE);
    }
}
