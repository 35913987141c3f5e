package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigurationTest {
    @ParameterizedTest
    @ValueSource(strings = {"text-encoder", "log-encoder", "image-encoder"})
    void defaultsOfEveryModelAreComplete(String name) {
        // when
        ModelConfiguration configuration = ModelConfiguration.named(name, Map.of());

        // then
        assertThat(configuration.batchSize()).isPositive();
    }

    @Test
    void overrideReplacesTheDefault() {
        // when
        ModelConfiguration configuration = ModelConfiguration.named("text-encoder", Map.of("batch.size", "7"));

        // then
        assertThat(configuration.batchSize()).isEqualTo(7);
        assertThat(configuration.hash())
                .isNotEqualTo(ModelConfiguration.named("text-encoder", Map.of()).hash());
    }

    @Test
    void anotherObjectiveComesWithItsOwnDefaults() {
        // when
        ModelConfiguration configuration =
                ModelConfiguration.named("image-encoder", Map.of("objective", "simclr", "temperature", "0.7"));

        // then
        assertThat(configuration.values())
                .doesNotContainKeys("decoder.width", "mask.share")
                .containsEntry("temperature", "0.7")
                .containsEntry("crop.least", "0.08")
                .containsEntry("width", "128");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "widht | 64 | unknown key widht",
                "image.size | 32 | unknown key image.size",
                "width | wide | width was 'wide'; it must be a whole number from 8 to 4096",
                "learning.rate | -1 | learning.rate was '-1'; it must be a number from 1.0E-8 to 1.0",
                "digits | all | digits was 'all'; it must be one of [single, shape]",
                "heads | 3 | heads was 3; it must divide width",
                "objective | guess | objective was 'guess'"
            })
    void valueThatIsNotAllowedIsNamedInOneLine(String key, String value, String message) {
        assertThatThrownBy(() -> ModelConfiguration.named("text-encoder", Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
    }

    @Test
    void unknownModelIsNamed() {
        assertThatThrownBy(() -> ModelConfiguration.named("sound-encoder", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown model 'sound-encoder'");
    }
}
