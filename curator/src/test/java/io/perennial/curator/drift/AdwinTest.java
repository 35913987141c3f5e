package io.perennial.curator.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdwinTest {
    private static final double DELTA = 0.002;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"step_up.csv | 1023", "square_wave.csv | 1023,2015,3007"})
    void alarmsComeWhereRiverRaisesThem(String file, String expected) throws IOException {
        // given
        Path stream = Path.of("..", "..", "shared", "data", "drift_streams", file);
        assumeTrue(Files.exists(stream), "the referee's streams are not here: " + stream);
        Adwin adwin = new Adwin(DELTA);

        // when
        List<String> alarms = new ArrayList<>();
        int index = 0;
        for (String line : Files.readAllLines(stream)) {
            if (line.isBlank() || !Character.isDigit(line.charAt(0))) {
                continue;
            }
            if (adwin.add(Double.parseDouble(line)) != null) {
                alarms.add(Integer.toString(index));
            }
            index++;
        }

        // then
        assertThat(String.join(",", alarms)).isEqualTo(expected);
    }

    @Test
    void meanAndVarianceAreThoseOfTheWindow() {
        // given
        Adwin adwin = new Adwin(DELTA);
        Random random = new Random(3);
        double sum = 0;
        double squares = 0;

        // when
        for (int i = 0; i < 5_000; i++) {
            double value = random.nextGaussian();
            sum += value;
            squares += value * value;
            adwin.add(value);
        }

        // then
        double mean = sum / 5_000;
        assertThat(adwin.width()).isEqualTo(5_000);
        assertThat(adwin.mean()).isCloseTo(mean, within(1e-9));
        assertThat(adwin.variance()).isCloseTo(squares / 5_000 - mean * mean, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 999})
    void aDetectorThatWasWrittenAndReadGoesOnAsIfNothingHadHappened(int interruption) {
        // given
        Random random = new Random(17);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            values.add(random.nextDouble() + (i < 1_000 ? 0 : 1));
        }

        // when
        List<String> uninterrupted = new ArrayList<>();
        List<String> interrupted = new ArrayList<>();
        Adwin first = new Adwin(DELTA);
        Adwin second = new Adwin(DELTA);
        for (int i = 0; i < values.size(); i++) {
            uninterrupted.add(i + " " + first.add(values.get(i)));
            second = i % interruption == 0 ? Adwin.fromBytes(second.toBytes()) : second;
            interrupted.add(i + " " + second.add(values.get(i)));
        }

        // then
        assertThat(interrupted).isEqualTo(uninterrupted).anyMatch(line -> line.contains("Change"));
    }

    @Test
    void aConstantStreamNeverRaisesAnAlarm() {
        // given
        Adwin adwin = new Adwin(DELTA);

        // when
        long alarms = 0;
        for (int i = 0; i < 20_000; i++) {
            alarms += adwin.add(4.2) == null ? 0 : 1;
        }

        // then
        assertThat(alarms).isZero();
        assertThat(adwin.toBytes()).hasSizeLessThan(1_500);
    }

    @Test
    void theChangeTellsBothSides() {
        // given
        Adwin adwin = new Adwin(DELTA);

        // when
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Change change = adwin.add(i < 500 ? 1 : 3);
            if (change != null) {
                changes.add(change);
            }
        }

        // then
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.statistic()).isGreaterThan(change.threshold());
            assertThat(change.meanAfter()).isGreaterThan(change.meanBefore());
            assertThat(change.before() + change.after()).isEqualTo(512);
        });
    }
}
