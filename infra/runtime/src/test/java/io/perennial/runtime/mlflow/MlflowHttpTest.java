package io.perennial.runtime.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.runtime.ServiceException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MlflowHttpTest {

    @Test
    void clientErrorIsARefusalWithMlflowsOwnWords() {
        // given
        String body = "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"Run with id=1 not found\\nmore\"}";

        // when
        RuntimeException failure = MlflowHttp.failure("read run 1", 404, body);

        // then
        assertThat(failure)
                .isInstanceOf(MlflowRefusedException.class)
                .hasMessage("MLflow refused to read run 1: 404 RESOURCE_DOES_NOT_EXIST: Run with id=1 not found");
    }

    @Test
    void serverErrorIsADependencyErrorBecauseALaterTryMayWork() {
        // when
        RuntimeException failure = MlflowHttp.failure("set alias", 503, "<html>busy</html>");

        // then
        assertThat(failure).isInstanceOf(ServiceException.class).hasMessageContaining("503");
    }

    @Test
    void missingRightsSayWhichSettingsToCheck() {
        // when
        RuntimeException failure = MlflowHttp.failure("set alias", 401, "");

        // then
        assertThat(failure).hasMessageContaining("mlflow.username");
    }

    @Test
    void pathSegmentsAreEncodedAndSlashesKept() {
        // when
        String encoded = MlflowHttp.encodedPath("model/a b/ü?.bin");

        // then
        assertThat(encoded).isEqualTo("model/a%20b/%C3%BC%3F.bin");
    }

    @Test
    void modelDescriptionHasOurFlavorWithSortedKeys() {
        // given
        ModelDescription description = new ModelDescription(
                "r1", Instant.ofEpochSecond(0), Map.of("manifest", "manifest.json", "checkpoint_id", "ab"));

        // when
        String text = new String(description.bytes(), UTF_8);

        // then
        assertThat(text)
                .contains("\"utc_time_created\" : \"1970-01-01 00:00:00.000000\"")
                .containsSubsequence("\"perennial\"", "\"checkpoint_id\" : \"ab\"", "\"manifest\"");
    }
}
