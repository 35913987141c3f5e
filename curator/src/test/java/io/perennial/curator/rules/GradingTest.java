package io.perennial.curator.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.schemas.records.DriftRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradingTest {
    private static final Grading GRADING = new Grading(0.02, 3, 0.2, 0.5, 2);

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.01, IGNORE",
        "4.0, 0.10, QUARANTINE_SOURCE",
        "4.0, 0.004, IGNORE",
        "0.3, 1.00, RAISE_REPLAY",
        "0.6, 1.00, TRAIN_NOW",
        "2.0, 0.50, TRAIN_NOW",
        "4.0, 0.60, HOLD_PROMOTION",
        "4.0, 0.00, HOLD_PROMOTION",
    })
    void theRequestFollowsFromTheEffectAndTheShareOfTheTraffic(double effect, double share, DriftRequest expected) {
        assertThat(GRADING.request(effect, share, true, DriftRequest.HOLD_PROMOTION))
                .isEqualTo(expected);
    }

    @Test
    void nothingStrongerIsAskedForThanTheRuleFileAllows() {
        assertThat(GRADING.request(9, 1, true, DriftRequest.TRAIN_NOW)).isEqualTo(DriftRequest.TRAIN_NOW);
        assertThat(GRADING.request(9, 0.1, true, DriftRequest.IGNORE)).isEqualTo(DriftRequest.IGNORE);
    }

    @Test
    void withoutAPromiseNoMoreThanReplayIsAskedFor() {
        assertThat(GRADING.request(9, 1, false, DriftRequest.HOLD_PROMOTION)).isEqualTo(DriftRequest.RAISE_REPLAY);
    }

    @Test
    void anUnknownEffectAsksForTheStrongestThatIsAllowed() {
        assertThat(GRADING.request(0, 0.5, true, DriftRequest.TRAIN_NOW)).isEqualTo(DriftRequest.TRAIN_NOW);
    }

    @Test
    void boundsThatDoNotRiseAreRefused() {
        assertThatThrownBy(() -> new Grading(0.5, 3, 0.2, 0.1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ignoreBelow <= trainFrom <= holdFrom");
    }
}
