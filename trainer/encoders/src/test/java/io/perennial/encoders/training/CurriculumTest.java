package io.perennial.encoders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.images.Augmentation;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurriculumTest {
    @ParameterizedTest
    @CsvSource({"1, 0.1", "51, 0.2", "76, 0.25", "101, 0.3", "5000, 0.3"})
    void valueGoesToItsOwnInEqualParts(long step, double expected) {
        // given
        Curriculum curriculum = text(Map.of("mask.share", "0.3", "curriculum", "mask.share from 0.1 over 100"));

        // then
        assertThat(curriculum.at(Setting.MASK_SHARE, step)).isCloseTo(expected, within(1e-12));
        assertThat(curriculum.greatest(Setting.MASK_SHARE)).isEqualTo(0.3);
    }

    @Test
    void valueMayFall() {
        // given
        Curriculum curriculum = text(Map.of("mask.share", "0.2", "curriculum", "mask.share from 0.6 over 4"));

        // then
        assertThat(curriculum.at(Setting.MASK_SHARE, 3)).isCloseTo(0.4, within(1e-12));
        assertThat(curriculum.greatest(Setting.MASK_SHARE)).isEqualTo(0.6);
    }

    @Test
    void batchesOfOneStepHaveTheValueOfTheStep() {
        // given
        Curriculum curriculum =
                text(Map.of("mask.share", "0.3", "accumulation", "4", "curriculum", "mask.share from 0.1 over 2"));

        // then
        assertThat(curriculum.at(Setting.MASK_SHARE, 4)).isEqualTo(0.1);
        assertThat(curriculum.at(Setting.MASK_SHARE, 5)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void severalSettingsChangeAtTheirOwnPaceAndTheOthersStay() {
        // given
        Curriculum curriculum = Curriculum.of(ModelConfiguration.named(
                "image-encoder",
                Map.of(
                        "objective",
                        "simclr",
                        "crop.least",
                        "0.2",
                        "curriculum",
                        "crop.least from 0.6 over 4, jitter.share from 0 over 8")));

        // then
        assertThat(curriculum.at(Setting.CROP_LEAST, 5)).isEqualTo(0.2);
        assertThat(curriculum.at(Setting.JITTER_SHARE, 5)).isCloseTo(0.4, within(1e-12));
        assertThat(curriculum.at(Setting.GREY_SHARE, 5)).isEqualTo(0.2);
    }

    @Test
    void viewsAreDrawnWithTheValuesOfTheStep() {
        // given
        ModelConfiguration configuration = ModelConfiguration.named(
                "image-encoder",
                Map.of(
                        "objective",
                        "dino",
                        "crop.least",
                        "0.2",
                        "curriculum",
                        "crop.least from 0.6 over 4, solarise.share from 1 over 2"));
        Curriculum curriculum = Curriculum.of(configuration);

        // when
        Augmentation early =
                ViewDrawing.augmentations(configuration, curriculum, 1).get(1);
        Augmentation late =
                ViewDrawing.augmentations(configuration, curriculum, 5).get(1);

        // then
        assertThat(early.leastArea()).isEqualTo(0.6);
        assertThat(early.solariseShare()).isEqualTo(1);
        assertThat(late.leastArea()).isEqualTo(0.2);
        assertThat(late.solariseShare()).isEqualTo(0.2);
        assertThat(ViewDrawing.small(configuration, curriculum, 1).mostArea()).isEqualTo(0.6);
        assertThat(ViewDrawing.small(configuration, curriculum, 5).mostArea()).isEqualTo(0.2);
    }

    @Test
    void withoutOneNothingChanges() {
        // given
        Curriculum curriculum = text(Map.of());

        // then
        assertThat(curriculum.isEmpty()).isTrue();
        assertThat(curriculum.at(Setting.MASK_SHARE, 1)).isEqualTo(0.3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mask.share to 0.5 | it must be KEY from VALUE over STEPS",
                "width from 8 over 10 | what can change for masked-language is [mask.share, mask.hard.share",
                "crop.least from 0.5 over 10 | what can change for masked-language is",
                "mask.share from 1.5 over 10 | start from '1.5'; it must be a number from 0.01 to 0.95",
                "order.weight from 1 over 10 | order.weight, which is 0; it must be above 0",
                "mask.share from 0.1 over 5, mask.share from 0.2 over 9 | curriculum names mask.share twice"
            })
    void whatCannotChangeIsNamedInOneLine(String value, String message) {
        assertThatThrownBy(() -> text(Map.of("curriculum", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model text-encoder")
                .hasMessageContaining(message)
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
    }

    private static Curriculum text(Map<String, String> values) {
        return Curriculum.of(ModelConfiguration.named("text-encoder", new TreeMap<>(values)));
    }
}
