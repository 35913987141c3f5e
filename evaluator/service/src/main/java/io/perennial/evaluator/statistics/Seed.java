package io.perennial.evaluator.statistics;

import io.perennial.schemas.blobs.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Seeds that depend on what is judged, not on when. */
public final class Seed {
    private Seed() {}

    /** First eight bytes of the SHA-256 of the identities, in their order. */
    public static long of(String... identities) {
        byte[] joined = String.join("\n", identities).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.digest().digest(joined)).getLong();
    }
}
