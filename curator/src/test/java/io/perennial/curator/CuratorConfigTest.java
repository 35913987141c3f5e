package io.perennial.curator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.rules.RuleSet;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CuratorConfigTest {
    @Test
    void theDefaultsAreExactlyOnceWithOneThreadAndNoStandby() {
        // when
        StreamsConfig settings = StreamsSettings.of(config(Map.of()));

        // then
        assertThat(settings.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
                .isEqualTo("exactly_once_v2");
        assertThat(settings.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG)).isEqualTo(1);
        assertThat(settings.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isZero();
        assertThat(settings.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(1);
        assertThat(settings.getString(StreamsConfig.STATE_DIR_CONFIG)).endsWith("state/curator");
    }

    @Test
    void everyOwnKeyReachesKafkaStreamsAndStreamsSettingsPassThrough() {
        // given
        ServiceConfig config = config(Map.of(
                "application.id", "other",
                "num.stream.threads", "3",
                "num.standby.replicas", "1",
                "replication.factor", "2",
                "state.directory", "elsewhere",
                "streams.commit.interval.ms", "42",
                "streams.processing.guarantee", "at_least_once"));

        // when
        StreamsConfig settings = StreamsSettings.of(config);

        // then
        assertThat(settings.getString(StreamsConfig.APPLICATION_ID_CONFIG)).isEqualTo("other");
        assertThat(settings.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG)).isEqualTo(3);
        assertThat(settings.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isEqualTo(1);
        assertThat(settings.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(2);
        assertThat(settings.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(42);
        assertThat(settings.getString(StreamsConfig.STATE_DIR_CONFIG)).isEqualTo("elsewhere/curator");
        assertThat(settings.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
                .as("a promise, not a setting")
                .isEqualTo("exactly_once_v2");
    }

    @Test
    void aFailureIsExplainedByTheCauseThatAPersonCanActOn() {
        // given
        ServiceException cause = ServiceException.data("gold set is gone; publish it again", null);

        // when
        RuntimeException explained = CuratorService.explain(new StreamsException("wrapped", cause));

        // then
        assertThat(explained).isSameAs(cause);
    }

    @Test
    void aKafkaThatDoesNotAnswerIsADependency() {
        // when
        RuntimeException explained =
                CuratorService.explain(new StreamsException("wrapped", new TimeoutException("no answer in 60 s")));

        // then
        assertThat(explained).isInstanceOf(ServiceException.class).hasMessageContaining("no answer in 60 s");
        assertThat(((ServiceException) explained).exitCode()).isEqualTo(ExitCode.DEPENDENCY);
    }

    @Test
    void rulesThatHashGetTheSecretOfTheConfiguration(@TempDir Path directory) throws IOException {
        // given
        ServiceConfig config = config(
                Map.of("rules.logs", hashing(directory).toString(), "personal.data.key", "a secret of this test"));

        // when
        Map<Modality, RuleSet> rules = CuratorConfig.rules(config);

        // then
        assertThat(Objects.requireNonNull(rules.get(Modality.LOGS))
                        .personalData()
                        .key())
                .isNotNull()
                .hasToString("[hidden]");
        assertThat(Objects.requireNonNull(rules.get(Modality.TEXT))
                        .personalData()
                        .key())
                .isNull();
    }

    @Test
    void rulesThatHashNeedASecretAndTheMessageDoesNotTellIt(@TempDir Path directory) throws IOException {
        // given
        ServiceConfig config =
                config(Map.of("rules.logs", hashing(directory).toString(), "personal.data.key", "too short"));

        // when / then
        assertThatThrownBy(() -> CuratorConfig.rules(config))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("the rules of LOGS say to HASH personal data")
                .hasMessageContaining("at least 16 characters, had 9")
                .hasMessageNotContaining("too short")
                .extracting(e -> ((ServiceException) e).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    private static Path hashing(Path directory) throws IOException {
        String rules = Files.readString(Path.of("src/main/resources/rules/logs.yaml"));
        return Files.writeString(directory.resolve("logs.yaml"), rules.replace("EMAIL: MASK", "EMAIL: HASH"));
    }

    private static ServiceConfig config(Map<String, String> values) {
        return new ServiceConfig(CuratorConfig.definition(), values);
    }
}
