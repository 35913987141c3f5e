package io.perennial.curator.minhash;

import org.jspecify.annotations.Nullable;

/** A text whose signature is computed when it is asked for the first time. Belongs to the thread of its signer. */
public final class SignedText {
    private final TextSigner signer;
    private final String text;
    private boolean signed;
    private @Nullable Signature signature;

    public SignedText(TextSigner signer, String text) {
        this.signer = signer;
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** Null if the text has fewer than {@link TextSigner#SHINGLE} words. */
    public @Nullable Signature signature() {
        if (!signed) {
            signature = signer.sign(text);
            signed = true;
        }
        return signature;
    }
}
