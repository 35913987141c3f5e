package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerConfigTest {
    @Test
    void hasDefaultsForEverythingButTheModel() {
        // given
        Map<String, String> values = Map.of("model", "log-encoder");

        // when
        TrainerSettings settings = TrainerSettings.of(ServiceConfig.parse(TrainerConfig.definition(), values));

        // then
        assertThat(settings)
                .isEqualTo(new TrainerSettings(
                        "log-encoder",
                        Modality.LOGS,
                        new UpdateSettings(
                                1,
                                0.05,
                                1_000,
                                ReplayBuffer.UNIFORM,
                                -1,
                                1,
                                3_000,
                                256L << 20,
                                true,
                                CollapseLimits.DEFAULT),
                        EarlyClosing.Rule.NEVER,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(15),
                        Path.of(".perennial/state")));
    }

    @Test
    void readsEveryKey() {
        // given
        Map<String, String> values = Map.ofEntries(
                Map.entry("model", "my-model"),
                Map.entry("modality", "IMAGES"),
                Map.entry("window.samples", "12"),
                Map.entry("window.bytes", "34"),
                Map.entry("window.ms", "60000"),
                Map.entry("window.on.drift", "true"),
                Map.entry("window.least.samples", "11"),
                Map.entry("passes", "2"),
                Map.entry("replay.share", "0.25"),
                Map.entry("replay.horizon", "5"),
                Map.entry("replay.policy", "mixed"),
                Map.entry("replay.capacity", "99"),
                Map.entry("collapse.steps", "9"),
                Map.entry("collapse.rank", "2.5"),
                Map.entry("collapse.deviation", "0.125"),
                Map.entry("seed", "-6"),
                Map.entry("archive", "false"),
                Map.entry("poll.ms", "7"),
                Map.entry("drain.ms", "8"),
                Map.entry("state.directory", "elsewhere"));

        // when
        TrainerSettings settings = TrainerSettings.of(ServiceConfig.parse(TrainerConfig.definition(), values));

        // then
        assertThat(settings)
                .isEqualTo(new TrainerSettings(
                        "my-model",
                        Modality.IMAGES,
                        new UpdateSettings(
                                2,
                                0.25,
                                5,
                                new ReplayBuffer(ReplayBuffer.Policy.MIXED, 99),
                                -1,
                                -6,
                                12,
                                34,
                                false,
                                new CollapseLimits(9, 2.5, 0.125)),
                        new EarlyClosing.Rule(Duration.ofMinutes(1), true, 11),
                        Duration.ofMillis(7),
                        Duration.ofMillis(8),
                        Path.of("elsewhere")));
        assertThat(settings.topic()).isEqualTo("curated.images");
    }

    @Test
    void refusesAWrongKeyOfTheModelBeforeAnythingStarts() {
        // given
        ServiceConfig config =
                ServiceConfig.parse(TrainerConfig.definition(), Map.of("model", "text-encoder", "model.widht", "64"));

        // when / then
        assertThatThrownBy(() -> new TrainerService(config))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("widht");
    }

    @Test
    void refusesAWindowThatIsFullBeforeItMayBeClosedEarly() {
        // given
        ServiceConfig config = ServiceConfig.parse(
                TrainerConfig.definition(),
                Map.of("model", "text-encoder", "window.samples", "48", "window.ms", "1000"));

        // when / then
        assertThatThrownBy(() -> TrainerSettings.of(config))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("window.least.samples was 100")
                .hasMessageContaining("window.samples = 48");
    }

    @Test
    void asksForTheModalityOfAnUnknownModel() {
        // given
        ServiceConfig config = ServiceConfig.parse(TrainerConfig.definition(), Map.of("model", "my-model"));

        // when / then
        assertThatThrownBy(() -> TrainerSettings.of(config))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("modality")
                .hasMessageContaining("TEXT, LOGS or IMAGES");
    }
}
