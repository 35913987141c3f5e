package io.perennial.curator.privacy;

/** What becomes of personal data of one type. */
public enum Treatment {
    /** It is not looked for. */
    KEEP,
    /** The name of its type in angle brackets stands in its place. */
    MASK,
    /** A keyed token stands in its place: the same value gives the same token. */
    HASH,
    /** The sample is rejected. */
    DROP
}
