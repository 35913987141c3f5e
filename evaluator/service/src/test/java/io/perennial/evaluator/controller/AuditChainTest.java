package io.perennial.evaluator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.wire.AvroWire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditChainTest {
    private static final AvroWire<Decision> WIRE = AvroWire.of(Decision.class);

    @Test
    void chainOfTheControllersDecisionsIsIntact() {
        // given
        List<byte[]> chain = chain();

        // when / then
        assertThat(AuditChain.verify(chain)).isEmpty();
    }

    @Test
    void removedDecisionIsFound() {
        // given
        List<byte[]> chain = chain();
        chain.remove(2);

        // when / then
        assertThat(AuditChain.verify(chain))
                .get()
                .asString()
                .startsWith("decision 2 ")
                .contains("removed");
    }

    @Test
    void swappedDecisionsAreFound() {
        // given
        List<byte[]> chain = chain();
        chain.add(1, chain.remove(2));

        // when / then
        assertThat(AuditChain.verify(chain)).get().asString().startsWith("decision 1 ");
    }

    @Test
    void changedReasonIsFound() {
        // given
        List<byte[]> chain = chain();
        Decision changed = Decision.newBuilder(WIRE.decode(chain.get(3)))
                .setReason("something else")
                .build();
        chain.set(3, WIRE.encode(changed));

        // when / then
        assertThat(AuditChain.verify(chain))
                .get()
                .asString()
                .startsWith("decision 3 ")
                .contains("changed");
    }

    @Test
    void anySingleFlippedByteIsFound() {
        // given
        List<byte[]> chain = chain();
        byte[] last = chain.get(chain.size() - 1);

        // when
        List<Integer> unnoticed = new ArrayList<>();
        for (int i = 10; i < last.length; i++) {
            byte[] flipped = last.clone();
            flipped[i] ^= 1;
            List<byte[]> tampered = new ArrayList<>(chain);
            tampered.set(tampered.size() - 1, flipped);
            if (passes(tampered)) {
                unnoticed.add(i);
            }
        }

        // then
        assertThat(unnoticed).isEmpty();
    }

    private static boolean passes(List<byte[]> chain) {
        try {
            return AuditChain.verify(chain).isEmpty();
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    private static List<byte[]> chain() {
        Story story = new Story()
                .line()
                .promoted("a")
                .offline("b", GateOutcome.PASS)
                .shadow("b", GateOutcome.PASS)
                .command(OperatorAction.ROLLBACK, "a")
                .command(OperatorAction.PROMOTE, "b");
        List<byte[]> chain = new ArrayList<>();
        story.decisions().forEach(decision -> chain.add(WIRE.encode(decision)));
        return chain;
    }
}
