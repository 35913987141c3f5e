package io.perennial.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceConfigTest {
    private static ConfigDef definition() {
        ConfigDef definition = ServiceConfig.definition()
                .define("window.samples", Type.INT, 100, Range.atLeast(1), Importance.HIGH, "Samples of one update.")
                .define("api.password", Type.PASSWORD, "", Importance.LOW, "Password of the console.");
        return ServiceConfig.passThrough(definition, "model.", "Settings of the model.");
    }

    @Test
    void defaultsApplyWhenNothingIsGiven() {
        // when
        ServiceConfig config = ServiceConfig.parse(definition(), Map.of());
        // then
        assertThat(config.getList(ServiceConfig.BOOTSTRAP_SERVERS)).containsExactly("localhost:9092");
        assertThat(config.getInt("window.samples")).isEqualTo(100);
        assertThat(config.originalsWithPrefix("model.")).isEmpty();
    }

    @Test
    void allErrorsAreReportedAtOnce() {
        // given
        Map<String, String> values = Map.of(
                "window.sample", "5", "window.samples", "0", "replication.factor", "many", "health.address", "here");
        // when / then
        assertThatThrownBy(() -> ServiceConfig.parse(definition(), values))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("4 errors")
                .hasMessageContaining("unknown key 'window.sample'")
                .hasMessageContaining("did you mean 'window.samples'?")
                .hasMessageContaining("Value must be at least 1")
                .hasMessageContaining("replication.factor")
                .hasMessageContaining("expected host:port, saw 'here'");
    }

    @Test
    void misspeltPrefixIsAnErrorThatNamesTheRightOne() {
        assertThatThrownBy(() -> ServiceConfig.parse(definition(), Map.of("kafak.security.protocol", "SSL")))
                .hasMessageContaining("did you mean 'kafka.security.protocol'?");
    }

    @Test
    void keyWithoutNeighbourPointsToHelp() {
        assertThatThrownBy(() -> ServiceConfig.parse(definition(), Map.of("zzzzzz", "1")))
                .hasMessageContaining("unknown key 'zzzzzz' (from the given values); --help lists the keys");
    }

    @Test
    void passThroughKeysReachTheirReader() {
        // when
        ServiceConfig config =
                ServiceConfig.parse(definition(), Map.of("model.hidden.size", "64", "consumer.max.poll.records", "7"));
        // then
        assertThat(config.originalsWithPrefix("model.")).containsEntry("hidden.size", "64");
        assertThat(config.originalsWithPrefix("consumer.")).containsEntry("max.poll.records", "7");
    }

    @Test
    void aPrefixThatTheDefinitionDoesNotOpenIsUnknown() {
        assertThatThrownBy(() -> ServiceConfig.parse(ServiceConfig.definition(), Map.of("model.hidden.size", "64")))
                .hasMessageContaining("unknown key 'model.hidden.size'");
    }

    @Test
    void fileThenEnvironmentThenOverrideWins(@TempDir Path directory) throws Exception {
        // given
        Path file = directory.resolve("service.properties");
        Files.writeString(
                file, "window.samples=1\nmlflow.uri=http://file\nblob.directory=/file\n", StandardCharsets.UTF_8);
        CommandLine commandLine = CommandLine.parse("--config", file.toString(), "--set", "window.samples=3");
        Map<String, String> environment = Map.of(
                "PERENNIAL_WINDOW_SAMPLES", "2",
                "PERENNIAL_MLFLOW_URI", "http://environment",
                "PERENNIAL_KAFKA_SECURITY_PROTOCOL", "SSL",
                "PERENNIAL_TRAINER_PORT", "tcp://10.0.0.1:80");
        // when
        ServiceConfig config = ServiceConfig.parse(definition(), commandLine.sources(definition(), environment));
        // then
        assertThat(config.getInt("window.samples")).isEqualTo(3);
        assertThat(config.getString(ServiceConfig.MLFLOW_URI)).isEqualTo("http://environment");
        assertThat(config.getString(ServiceConfig.BLOB_DIRECTORY)).isEqualTo("/file");
        assertThat(config.originalsWithPrefix("kafka.")).containsEntry("security.protocol", "SSL");
    }

    @Test
    void errorNamesTheSourceOfTheValue() {
        // given
        ConfigSources sources = ConfigSources.environment(definition(), Map.of("PERENNIAL_WINDOW_SAMPLES", "-1"));
        // when / then
        assertThatThrownBy(() -> ServiceConfig.parse(definition(), sources))
                .hasMessageContaining("window.samples")
                .hasMessageContaining("(from PERENNIAL_WINDOW_SAMPLES)");
    }

    @Test
    void secretsAreNeverShown() {
        // given
        ServiceConfig config = ServiceConfig.parse(
                definition(),
                Map.of(
                        "api.password", "hunter2",
                        "kafka.sasl.jaas.config", "user=x password=hunter2",
                        "mlflow.uri", "http://me:hunter2@mlflow:5000"));
        // when
        List<String> lines = ConfigurationDocument.effective(config);
        // then
        assertThat(String.join("\n", lines))
                .doesNotContain("hunter2")
                .contains("api.password = [hidden]")
                .contains("mlflow.uri = http://[hidden]@mlflow:5000")
                .contains("window.samples = 100  (default)");
    }

    @Test
    void providerReplacesReferencesBeforeTheCheck(@TempDir Path directory) throws Exception {
        // given
        Path secrets = directory.resolve("secrets.properties");
        Files.writeString(secrets, "samples=12\n", StandardCharsets.UTF_8);
        Map<String, String> values = Map.of(
                "config.providers", "file",
                "config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider",
                "window.samples", "${file:" + secrets + ":samples}");
        // when
        ServiceConfig config = ServiceConfig.parse(definition(), values);
        // then
        assertThat(config.getInt("window.samples")).isEqualTo(12);
    }

    @Test
    void referencePageHasARowForEachKey() {
        // when
        String page = ConfigurationDocument.markdown("trainer", definition());
        // then
        assertThat(page)
                .startsWith("## trainer")
                .contains("| `window.samples` | int | `100` | [1,...] | Samples of one update. |")
                .contains("| `model.*` | prefix |");
        assertThat(page.lines().filter(line -> line.startsWith("| `")))
                .hasSize(definition().names().size());
    }
}
