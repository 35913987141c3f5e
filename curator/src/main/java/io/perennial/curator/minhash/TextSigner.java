package io.perennial.curator.minhash;

import org.jspecify.annotations.Nullable;

/**
 * Signs texts, bit for bit as datatrove does with its defaults and words split at white space: shingles of five words joined by
 * blanks, XXH64 with seed 0, 112 hash functions. Nothing is allocated for a shingle. Takes linear time for a text in its
 * normal form. One instance belongs to one
 * thread.
 */
public final class TextSigner {
    /** Words in a shingle; a text with fewer has no signature. */
    public static final int SHINGLE = 5;

    private final HashFunctions functions = HashFunctions.ofDatatrove();
    private final SimplifiedText words = new SimplifiedText();

    /** Returns null if the text has fewer than {@link #SHINGLE} words. */
    public @Nullable Signature sign(String text) {
        words.read(text);
        if (words.words() < SHINGLE) {
            return null;
        }
        long[] least = HashFunctions.largest();
        for (int last = SHINGLE - 1; last < words.words(); last++) {
            functions.lower(least, XxHash64.hash(words.bytes(), words.start(last - SHINGLE + 1), words.end(last), 0));
        }
        return new Signature(least);
    }
}
