package io.perennial.curator.topology;

import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Modality;
import java.util.Map;

/**
 * What the topology is made of.
 *
 * @param rules one rule set for each modality to be curated
 * @param blobs where claim checks and gold sets are redeemed
 * @param codeVersion version of the curator, for the verdicts
 */
public record CurationPlan(Map<Modality, RuleSet> rules, BlobStore blobs, String codeVersion) {
    public CurationPlan {
        rules = Map.copyOf(rules);
        rules.forEach((modality, set) -> {
            if (set.modality() != modality) {
                throw new IllegalArgumentException("rules of " + set.modality() + " were given for " + modality);
            }
        });
    }
}
