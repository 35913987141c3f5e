package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.SourcePosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DriftSignalsTest {
    private final List<LoggedEvent<DriftSignal>> log = new ArrayList<>();
    private final DriftSignals signals = new DriftSignals(0.05, 0.25, this::drained, 10);

    @Test
    void shareStaysWithoutDrift() {
        assertThat(signals.share()).isEqualTo(new ReplayShare(0.05, 10));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.25", "1.5, 0.35", "2, 0.45", "9, 0.5", "NaN, 0.25"})
    void shareIsLinearInTheStatisticUpToHalfABatch(double strength, double share) {
        // given
        log.add(signal(12, DriftRequest.RAISE_REPLAY, strength));

        // when
        ReplayShare decided = signals.share();

        // then
        assertThat(decided.share()).isCloseTo(share, within(1e-12));
        assertThat(decided.signalsUntil()).isEqualTo(13);
    }

    @ParameterizedTest
    @EnumSource(value = DriftRequest.class, mode = EnumSource.Mode.EXCLUDE, names = "RAISE_REPLAY")
    void otherRequestsAreNotForReplay(DriftRequest request) {
        // given
        log.add(signal(12, request, 2));

        // then
        assertThat(signals.share()).isEqualTo(new ReplayShare(0.05, 13));
    }

    @Test
    void signalRaisesOneCommittedUpdate() {
        // given
        log.add(signal(12, DriftRequest.RAISE_REPLAY, 1));
        ReplayShare first = signals.share();

        // when the update was given up, and then committed
        ReplayShare again = signals.share();
        signals.heard(again);

        // then
        assertThat(again).isEqualTo(first);
        assertThat(signals.share()).isEqualTo(new ReplayShare(0.05, 13));
    }

    @Test
    void signalThatCameDuringAnUpdateRaisesTheNextOne() {
        // given
        ReplayShare running = signals.share();
        signals.arrived(List.of(signal(20, DriftRequest.RAISE_REPLAY, 1)));

        // when
        signals.heard(running);

        // then
        assertThat(signals.share()).isEqualTo(new ReplayShare(0.25, 21));
    }

    @Test
    void signalsThatHaveHadTheirSayBeforeARestartAreNotHeardAgain() {
        // given
        signals.arrived(List.of(signal(9, DriftRequest.RAISE_REPLAY, 1)));

        // then
        assertThat(signals.share()).isEqualTo(new ReplayShare(0.05, 10));
    }

    @ParameterizedTest
    @EnumSource(DriftRequest.class)
    void onlyOneRequestAsksToTrainNow(DriftRequest request) {
        // given
        log.add(signal(12, request, 2));

        // then
        assertThat(signals.askToTrain()).isEqualTo(request == DriftRequest.TRAIN_NOW);
    }

    @Test
    void signalAsksToTrainUntilTheUpdateThatHeardItIsCommitted() {
        // given
        log.add(signal(12, DriftRequest.TRAIN_NOW, 1));
        ReplayShare running = signals.share();

        // when
        boolean before = signals.askToTrain();
        signals.heard(running);

        // then
        assertThat(before).isTrue();
        assertThat(signals.askToTrain()).isFalse();
    }

    @Test
    void nobodyListensWhereAnAlarmWouldNotRaiseTheShare() {
        assertThat(DriftSignals.ignored(0.1).share()).isEqualTo(new ReplayShare(0.1, -1));
    }

    private List<LoggedEvent<DriftSignal>> drained() {
        List<LoggedEvent<DriftSignal>> drained = List.copyOf(log);
        log.clear();
        return drained;
    }

    private static LoggedEvent<DriftSignal> signal(long offset, DriftRequest request, double strength) {
        return new LoggedEvent<>(
                offset,
                DriftSignal.newBuilder()
                        .setModality(Modality.TEXT)
                        .setStatistic(0.4 * strength)
                        .setThreshold(0.4)
                        .setOrigin(new SourcePosition("raw.text", 0, 0L))
                        .setRequest(request)
                        .setDetectedAt(Instant.EPOCH)
                        .build());
    }
}
