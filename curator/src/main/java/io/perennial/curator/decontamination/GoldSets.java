package io.perennial.curator.decontamination;

import io.perennial.curator.assessment.Assessor;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.curator.rules.RuleSet;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * The gold sets of one modality as {@code evaluation.gold} tells them now. The global store is filled before the first record is
 * processed and follows the topic from then on, so a new gold set takes effect at once. A gold set that cannot be read stops the
 * curator: what might be in it must not be trained on. One instance belongs to one thread.
 */
public final class GoldSets {
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> store;
    private final BlobStore blobs;
    private final RuleSet rules;
    private final Assessor assessor;
    private final AvroWire<GoldSet> wire = AvroWire.of(GoldSet.class);
    /** By digest of the blob: a republished set is not read again. */
    private Map<String, GoldFingerprints> fingerprints = new HashMap<>();

    public GoldSets(
            ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> store,
            BlobStore blobs,
            RuleSet rules,
            Assessor assessor) {
        this.store = store;
        this.blobs = blobs;
        this.rules = rules;
        this.assessor = assessor;
    }

    /**
     * Looks for an overlap.
     *
     * @param text normalised text; empty for pictures
     * @param pictureHash null for texts, and for pictures with too little structure
     * @return null if there is none
     * @throws ServiceException if a gold set of this modality cannot be read
     */
    public @Nullable Contamination find(String contentSha256, SignedText text, @Nullable PdqHash pictureHash) {
        Map<String, GoldFingerprints> current = new HashMap<>();
        Contamination found = null;
        try (KeyValueIterator<String, ValueAndTimestamp<byte[]>> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<String, ValueAndTimestamp<byte[]>> entry = entries.next();
                GoldSet set = decode(entry.key, entry.value.value());
                if (set.getModality() != rules.modality()) {
                    continue;
                }
                GoldFingerprints known = fingerprints.get(set.getBlob().getSha256());
                GoldFingerprints fingerprint = known == null ? read(set) : known;
                current.put(set.getBlob().getSha256(), fingerprint);
                if (found == null) {
                    found = fingerprint.find(set, contentSha256, text, pictureHash);
                }
            }
        }
        fingerprints = current;
        return found;
    }

    private GoldSet decode(String key, byte[] value) {
        try {
            return wire.decode(value);
        } catch (UndecodableRecordException e) {
            throw ServiceException.data(
                    "evaluation.gold: record of key '" + key + "' is not readable: " + e.getMessage()
                            + "; publish the gold set again, then start the curator",
                    e);
        }
    }

    private GoldFingerprints read(GoldSet set) {
        return GoldSetVersion.fingerprints(set, blobs, rules, assessor);
    }
}
