package io.perennial.evaluator.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShadowPairsTest {
    private final ShadowPairs pairs = new ShadowPairs("champion", "challenger");

    @Test
    void answersArePairedByRequestInAnyOrder() {
        // when
        pairs.addChallenger(LiveAnswers.challenger(2));
        pairs.addChampion(LiveAnswers.champion(1));
        pairs.addChampion(LiveAnswers.champion(2));
        pairs.addChallenger(LiveAnswers.challenger(1));

        // then
        assertThat(pairs.pairs())
                .extracting(pair -> pair.champion().getRequestId())
                .containsExactly("request-1", "request-2");
        assertThat(pairs.pairs())
                .allSatisfy(pair -> assertThat(pair.challenger().getRequestId())
                        .isEqualTo(pair.champion().getRequestId()));
    }

    @Test
    void aRedeliveredAnswerIsCountedOnce() {
        // when
        for (int delivery = 0; delivery < 2; delivery++) {
            pairs.addChampion(LiveAnswers.champion(1));
            pairs.addChallenger(LiveAnswers.challenger(1));
        }

        // then
        assertThat(pairs.size()).isEqualTo(1);
        assertThat(pairs.missing(LiveAnswers.START.plusSeconds(100))).isZero();
    }

    @Test
    void answersOfOtherCheckpointsAreIgnored() {
        // given
        ShadowPairs others = new ShadowPairs("champion", "another challenger");

        // when
        others.addChampion(LiveAnswers.champion(1));
        others.addChallenger(LiveAnswers.challenger(1));

        // then
        assertThat(others.size()).isZero();
    }

    @Test
    void onlyRequestsBetweenTheFirstAndTheLastPairCanBeMissing() {
        // given: the challenger was loaded when requests 1 and 2 had been answered, and skipped request 4
        for (int request = 1; request <= 6; request++) {
            pairs.addChampion(LiveAnswers.champion(request));
        }
        pairs.addChallenger(LiveAnswers.challenger(3));
        pairs.addChallenger(LiveAnswers.challenger(5));

        // when
        long missing = pairs.missing(LiveAnswers.START.plusSeconds(5));

        // then: the challenger may still answer request 6
        assertThat(missing).isEqualTo(1);
    }
}
