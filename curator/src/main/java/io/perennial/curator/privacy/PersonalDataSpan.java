package io.perennial.curator.privacy;

/**
 * Where personal data was, but not what it was.
 *
 * @param begin characters (code points) of the normalised text before it
 * @param length in characters (code points)
 * @param score how sure that is, from 0 to 1
 */
public record PersonalDataSpan(PersonalDataType type, int begin, int length, double score) {}
