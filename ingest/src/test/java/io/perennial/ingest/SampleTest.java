package io.perennial.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.schemas.records.Modality;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleTest {
    private static Sample sample(String source, String path, String position, String content) {
        return new Sample(
                Modality.TEXT, source, path, position, content.getBytes(UTF_8), MediaTypes.TEXT, Instant.EPOCH);
    }

    private static Sample picture(String caption, String content) {
        return new Sample(Modality.IMAGES, "s", "p", "0", content.getBytes(UTF_8), "image/png", Instant.EPOCH, caption);
    }

    @Test
    void idDependsOnNothingButSourcePathPositionAndContent() {
        // given
        Sample later = new Sample(
                Modality.TEXT,
                "s",
                "p",
                "0",
                "c".getBytes(UTF_8),
                "text/markdown",
                Instant.parse("2026-01-01T00:00:00Z"));
        // when / then
        assertThat(later.id()).isEqualTo(sample("s", "p", "0", "c").id()).hasSize(64);
    }

    @Test
    void idTellsApartWhatDiffersInOnePart() {
        assertThat(Stream.of(
                                sample("s", "p", "0", "c"),
                                sample("t", "p", "0", "c"),
                                sample("s", "q", "0", "c"),
                                sample("s", "p", "1", "c"),
                                sample("s", "p", "0", "d"),
                                sample("sp", "0", "0", "c"),
                                sample("s", "p0", "c", "x"))
                        .map(Sample::id))
                .doesNotHaveDuplicates();
    }

    @Test
    void aCaptionBelongsToTheIdAndIsNotMistakenForAnotherPart() {
        assertThat(Stream.of(picture("", "x"), picture("c", "x"), picture("d", "x"), picture("", "caption 1:cx"))
                        .map(Sample::id))
                .doesNotHaveDuplicates();
    }

    @Test
    void theIdOfASampleWithoutACaptionIsThatOfOlderReleases() {
        assertThat(sample("s", "p", "0", "c").id())
                .isEqualTo("5795c79f4697a047d7bac008bdfb538619a33183a8e03fb0683f06a17ad7517b");
    }

    @Test
    void aTextHasNoCaption() {
        assertThatThrownBy(() -> new Sample(
                        Modality.TEXT, "s", "p", "0", "c".getBytes(UTF_8), MediaTypes.TEXT, Instant.EPOCH, "a boat"))
                .hasMessage("p has a caption, but is of modality TEXT");
    }

    @Test
    void emptyContentIsRefused() {
        assertThatThrownBy(() -> sample("s", "p", "3", "")).hasMessage("p at 3 is empty");
    }
}
