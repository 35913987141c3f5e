package io.perennial.curator.privacy;

/**
 * Puts tokens in the place of values: the same value gives the same token, so that a model can learn what occurs together, and without the
 * key nobody can tell which value it was. Immutable, safe for use by several threads.
 */
final class Tokens {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;
    /** Sixty bits: among a million values two have the same token with a probability of one in two million. */
    private static final int LENGTH = 12;

    private final TokenKey key;
    private final String salt;

    Tokens(TokenKey key, String salt) {
        this.key = key;
        this.salt = salt;
    }

    /** A token tells its type; the same digits as another type give another token. */
    String of(Finding finding) {
        byte[] digest = key.digest(salt + '\0' + finding.type() + '\0' + finding.value());
        StringBuilder token =
                new StringBuilder().append('<').append(finding.type()).append('_');
        for (int i = 0; i < LENGTH; i++) {
            int bit = i * BITS;
            int first = bit / Byte.SIZE;
            int pair = (Byte.toUnsignedInt(digest[first]) << Byte.SIZE) | Byte.toUnsignedInt(digest[first + 1]);
            int right = 2 * Byte.SIZE - BITS - bit % Byte.SIZE;
            token.append(ALPHABET.charAt((pair >>> right) % ALPHABET.length()));
        }
        return token.append('>').toString();
    }
}
