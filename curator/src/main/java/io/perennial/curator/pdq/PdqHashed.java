package io.perennial.curator.pdq;

/**
 * The hash of a picture.
 *
 * @param quality from 0, no structure, to 100
 */
public record PdqHashed(PdqHash hash, int quality) {
    /** Below that a picture has too little structure to be told from others by its hash. */
    public static final int LEAST_QUALITY = 50;

    /** True if the hash tells the picture from others. */
    public boolean isTelling() {
        return quality >= LEAST_QUALITY;
    }
}
