package io.perennial.curator.history;

/** Is told how far a long reading has come. */
@FunctionalInterface
public interface ScanProgress {
    /**
     * Called for each record.
     *
     * @param stage what is being done
     * @param done records so far
     * @param total offsets to go through; transactions take some of them, so fewer records may come
     */
    void at(String stage, long done, long total);
}
