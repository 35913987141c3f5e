package io.perennial.runtime.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MlflowSettingsTest {

    @Test
    void emptyAddressMeansToWorkWithoutMlflow() {
        // given
        ServiceConfig config = config(Map.of("mlflow.uri", ""));

        // when
        var settings = MlflowSettings.of(config, Map.of());

        // then
        assertThat(settings).isEmpty();
    }

    @Test
    void configuredCredentialsWinOverTheEnvironment() {
        // given
        ServiceConfig config = config(Map.of("mlflow.username", "anna", "mlflow.password", "secret"));

        // when
        MlflowSettings settings = MlflowSettings.of(config, Map.of("MLFLOW_TRACKING_USERNAME", "other"))
                .orElseThrow();

        // then
        assertThat(settings.authorization()).isEqualTo("Basic YW5uYTpzZWNyZXQ=");
    }

    @Test
    void credentialsOfTheEnvironmentAreUsedWhenNoneAreConfigured() {
        // given
        ServiceConfig config = config(Map.of());

        // when
        MlflowSettings settings = MlflowSettings.of(config, Map.of("MLFLOW_TRACKING_TOKEN", "t0k"))
                .orElseThrow();

        // then
        assertThat(settings.authorization()).isEqualTo("Bearer t0k");
    }

    @Test
    void secretsAreNeverPrinted() {
        // given
        ServiceConfig config = config(Map.of("mlflow.username", "anna", "mlflow.password", "s3cret"));

        // when
        String printed = MlflowSettings.of(config, Map.of()).orElseThrow()
                + config.values().toString();

        // then
        assertThat(printed).doesNotContain("s3cret");
    }

    @Test
    void userWithoutPasswordIsAUsageError() {
        // given
        ServiceConfig config = config(Map.of("mlflow.username", "anna"));

        // when / then
        assertThatThrownBy(() -> MlflowSettings.of(config, Map.of()))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("mlflow.password");
    }

    @Test
    void addressWithUserInformationIsRefusedWithoutRepeatingIt() {
        // given
        ServiceConfig config = config(Map.of("mlflow.uri", "http://anna:s3cret@localhost:5000"));

        // when / then
        assertThatThrownBy(() -> MlflowSettings.of(config, Map.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("mlflow.uri")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void trailingSlashOfTheAddressIsDropped() {
        // given
        ServiceConfig config = config(Map.of("mlflow.uri", "http://localhost:5000/"));

        // when
        MlflowSettings settings = MlflowSettings.of(config, Map.of()).orElseThrow();

        // then
        assertThat(settings.uri()).hasToString("http://localhost:5000");
    }

    private static ServiceConfig config(Map<String, String> values) {
        return new ServiceConfig(ServiceConfig.definition(), new HashMap<>(values));
    }
}
