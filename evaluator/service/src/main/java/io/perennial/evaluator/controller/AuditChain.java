package io.perennial.evaluator.controller;

import io.perennial.schemas.audit.DecisionChain;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.wire.AvroWire;
import java.util.List;
import java.util.Optional;

/**
 * Checks that nobody changed, removed, added or reordered decisions of one model. It takes the bytes as they lie in the log,
 * because a decision is hashed under the schema that wrote it.
 */
public final class AuditChain {
    private static final AvroWire<Decision> WIRE = AvroWire.of(Decision.class);

    private AuditChain() {}

    /**
     * The first thing that is wrong, in one line; empty if the chain is intact.
     *
     * @param decisions wire bytes of all decisions of one model, from the first
     */
    public static Optional<String> verify(List<byte[]> decisions) {
        String previousHash = "";
        for (int i = 0; i < decisions.size(); i++) {
            Optional<String> broken = check(i, decisions.get(i), previousHash);
            if (broken.isPresent()) {
                return broken;
            }
            previousHash = WIRE.decode(decisions.get(i)).getHash();
        }
        return Optional.empty();
    }

    /**
     * What is wrong with one link; empty if nothing.
     *
     * @param index number of the decision from 0, for the message
     * @param wireBytes the decision
     * @param previousHash hash of the decision before it; empty for the first
     */
    public static Optional<String> check(int index, byte[] wireBytes, String previousHash) {
        Decision decision = WIRE.decode(wireBytes);
        String which = "decision " + index + " (" + decision.getDecisionId() + ")";
        if (!decision.getPreviousHash().equals(previousHash)) {
            return Optional.of(which + " follows hash '" + decision.getPreviousHash() + "', but the one before it has '"
                    + previousHash + "': a decision was removed, added or moved");
        }
        String expected = DecisionChain.expectedHash(wireBytes);
        if (!expected.equals(decision.getHash())) {
            return Optional.of(which + " has hash " + decision.getHash() + ", but its content gives " + expected
                    + ": it was changed");
        }
        if (!Sha256.of(decision.getEvidence()).equals(decision.getEvidenceSha256())) {
            return Optional.of(which + " has evidence that does not match its digest");
        }
        return Optional.empty();
    }
}
