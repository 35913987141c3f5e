package io.perennial.curator.privacy;

import org.jspecify.annotations.Nullable;

/** Finds one type of personal data. Immutable, safe for use by several threads. */
interface Recogniser {
    /** True if what it finds can begin with this character. */
    boolean beginsWith(char c);

    /**
     * Looks at one place. Reads a bounded number of characters around it, or up to the next {@code @}, so that a text takes linear time.
     *
     * @param begin index of a character that {@link #beginsWith}; but for {@code @}, no letter, digit or underscore stands before it
     * @return null if there is none
     */
    @Nullable
    Finding find(CharSequence text, int begin);
}
