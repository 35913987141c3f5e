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
    void importanceOfFrozenMatricesIsRefused() {
        assertThatThrownBy(() ->
                        ModelConfiguration.named("text-encoder", Map.of("adapter.rank", "8", "ewc.strength", "1000")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ewc.strength was 1000; it must be 0 where adapter.rank is 8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vocabulary | 4000 | vocabulary.limit was 3000; it must be at least vocabulary, which is 4000",
                "tokenizer | unigram | vocabulary.limit was 3000; it must be 0 where tokenizer is unigram",
                "tokenizer.file | t.json | vocabulary.limit was 3000; it must be 0 where tokenizer is byte-pair and tokenizer.file 't.json'"
            })
    void vocabularyThatCannotGrowIsRefused(String key, String value, String message) {
        assertThatThrownBy(
                        () -> ModelConfiguration.named("log-encoder", Map.of("vocabulary.limit", "3000", key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void vocabularyThatHasGrownContinuesTheConfigurationItBeganWith() {
        // given
        ModelConfiguration begun = ModelConfiguration.named("log-encoder", Map.of("vocabulary.limit", "3000"));
        ModelConfiguration fixed = ModelConfiguration.named("log-encoder", Map.of());

        // then
        assertThat(begun.with(Setting.VOCABULARY, "2100").continues(begun)).isTrue();
        assertThat(begun.with(Setting.WIDTH, "64").continues(begun)).isFalse();
        assertThat(fixed.with(Setting.VOCABULARY, "2100").continues(fixed)).isFalse();
        assertThat(fixed.continues(fixed)).isTrue();
    }

    @Test
    void unknownModelIsNamed() {
        assertThatThrownBy(() -> ModelConfiguration.named("sound-encoder", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown model 'sound-encoder'");
    }
}
