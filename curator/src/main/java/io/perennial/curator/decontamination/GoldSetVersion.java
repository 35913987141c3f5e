package io.perennial.curator.decontamination;

import io.perennial.curator.assessment.Assessor;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.curator.rules.RuleSet;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.GoldSet;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.jspecify.annotations.Nullable;

/** One version of a gold set by itself. Immutable, safe for use by several threads. */
public final class GoldSetVersion {
    private final GoldSet set;
    private final GoldFingerprints fingerprints;

    private GoldSetVersion(GoldSet set, GoldFingerprints fingerprints) {
        this.set = set;
        this.fingerprints = fingerprints;
    }

    /** @throws ServiceException of kind data if its blob cannot be read */
    public static GoldSetVersion read(GoldSet set, BlobStore blobs, RuleSet rules, Assessor assessor) {
        return new GoldSetVersion(set, fingerprints(set, blobs, rules, assessor));
    }

    /** Looks for an overlap; null if there is none. */
    public @Nullable Contamination find(String contentSha256, SignedText text, @Nullable PdqHash pictureHash) {
        return fingerprints.find(set, contentSha256, text, pictureHash);
    }

    static GoldFingerprints fingerprints(GoldSet set, BlobStore blobs, RuleSet rules, Assessor assessor) {
        try {
            return GoldFingerprints.read(blobs.get(set.getBlob()), rules.decontamination(), assessor);
        } catch (IOException | AvroRuntimeException e) {
            throw ServiceException.data(
                    "evaluation.gold: blob of gold set '" + set.getName() + "' version " + set.getVersion()
                            + " is not readable: " + e.getMessage()
                            + "; nothing is admitted without it: publish the gold set again, then start the curator",
                    e);
        }
    }
}
