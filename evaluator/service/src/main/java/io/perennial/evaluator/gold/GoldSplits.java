package io.perennial.evaluator.gold;

import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.GoldSplit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * Which part of a gold set an example belongs to. The answer depends on the group alone, so that it is the same in every version of
 * a set and that all members of a group (twins, lines of one incident, pictures of one session) are in the same part.
 */
public final class GoldSplits {
    private static final int TRAIN_PERCENT = 50;
    private static final int VALIDATION_PERCENT = 15;
    private static final int TEST_PERCENT = 30;

    private GoldSplits() {}

    /** 50 % TRAIN, 15 % VALIDATION, 30 % TEST, 5 % BLIND, by the SHA-256 of the group. */
    public static GoldSplit of(String group) {
        byte[] digest = Sha256.digest().digest(("gold-split/" + group).getBytes(StandardCharsets.UTF_8));
        int percent = Math.floorMod((digest[0] & 0xFF) << 16 | (digest[1] & 0xFF) << 8 | (digest[2] & 0xFF), 100);
        if (percent < TRAIN_PERCENT) {
            return GoldSplit.TRAIN;
        }
        if (percent < TRAIN_PERCENT + VALIDATION_PERCENT) {
            return GoldSplit.VALIDATION;
        }
        return percent < TRAIN_PERCENT + VALIDATION_PERCENT + TEST_PERCENT ? GoldSplit.TEST : GoldSplit.BLIND;
    }

    /** SHA-256 of the content; texts that differ only in case or white space have the same one. Twins form a group by it. */
    public static String contentKey(String text, ByteBuffer image) {
        MessageDigest digest = Sha256.digest();
        String folded = text.toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " ");
        digest.update(folded.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(image.duplicate());
        return Sha256.hex(digest.digest());
    }
}
