package io.perennial.curator.privacy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that tokens are made with. Whoever has it can find out by trying which value a token stands for; it is never printed. */
public final class TokenKey {
    /** In characters. A shorter one could be guessed. */
    public static final int SHORTEST = 16;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @throws IllegalArgumentException if the secret is too short; the message does not hold it */
    public TokenKey(String secret) {
        if (secret.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "the secret must have at least " + SHORTEST + " characters, had " + secret.length());
        }
        key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** HMAC-SHA-256 of a text (RFC 2104). */
    byte[] digest(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "[hidden]";
    }
}
