package io.perennial.schemas.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DecisionChainTest {
    private static final AvroWire<Decision> WIRE = AvroWire.of(Decision.class);

    @Test
    void theHashOfASealedDecisionIsTheOneExpectedFromItsBytes() {
        // given
        Decision sealed = DecisionChain.seal(decision("better on all probes", "previous"));

        // when
        String expected = DecisionChain.expectedHash(WIRE.encode(sealed));

        // then
        assertThat(sealed.getHash()).isEqualTo(expected).hasSize(64);
    }

    @Test
    void aChangedReasonChangesTheExpectedHash() {
        // given
        Decision sealed = DecisionChain.seal(decision("better on all probes", "previous"));
        Decision tampered =
                Decision.newBuilder(sealed).setReason("no reason at all").build();

        // when
        String expected = DecisionChain.expectedHash(WIRE.encode(tampered));

        // then
        assertThat(expected).isNotEqualTo(tampered.getHash());
    }

    @Test
    void theHashDependsOnThePreviousHash() {
        // given
        Decision decision = decision("same", "one");
        Decision other = decision("same", "two");

        // when
        String hash = DecisionChain.seal(decision).getHash();

        // then
        assertThat(hash).isNotEqualTo(DecisionChain.seal(other).getHash());
    }

    @Test
    void sealingTwiceChangesNothing() {
        // given
        Decision sealed = DecisionChain.seal(decision("same", "one"));

        // when
        Decision again = DecisionChain.seal(sealed);

        // then
        assertThat(again).isEqualTo(sealed);
    }

    @Test
    void bytesThatAreNoDecisionAreRefused() {
        // given
        byte[] bytes = "not a decision".getBytes(StandardCharsets.UTF_8);

        // when // then
        assertThatThrownBy(() -> DecisionChain.expectedHash(bytes))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("C3 01");
    }

    private static Decision decision(String reason, String previousHash) {
        return Decision.newBuilder()
                .setDecisionId("decision-1")
                .setModel("text-encoder")
                .setKind(DecisionKind.PROMOTE)
                .setCheckpointId("abc")
                .setReason(reason)
                .setPreviousHash(previousHash)
                .setDecidedAt(Instant.parse("2026-11-20T10:00:00Z"))
                .build();
    }
}
