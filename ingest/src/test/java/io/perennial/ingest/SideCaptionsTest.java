package io.perennial.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideCaptionsTest {
    @TempDir
    private Path directory;

    @Test
    void theCaptionIsInTheTextFileOfTheSameName() throws IOException {
        // given
        Files.writeString(directory.resolve("boat.at.sea.txt"), "\na boat at sea \n");

        // when
        String caption = SideCaptions.of(directory.resolve("boat.at.sea.PNG"));

        // then
        assertThat(caption).isEqualTo("a boat at sea");
    }

    @Test
    void aPictureWithoutSuchAFileHasNone() {
        assertThat(SideCaptions.of(directory.resolve("boat.png"))).isEmpty();
    }

    @Test
    void bytesThatAreNoUtf8AreNamed() throws IOException {
        // given
        Files.write(directory.resolve("boat.txt"), "h\u00f6henzug".getBytes(ISO_8859_1));

        // when / then
        assertThatThrownBy(() -> SideCaptions.of(directory.resolve("boat.png")))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
                .hasMessageContaining("boat.txt: the caption is no UTF-8");
    }

    @Test
    void aCaptionThatDoesNotFitIntoAHeaderIsNamedWithItsSize() throws IOException {
        // given
        Files.write(
                directory.resolve("boat.txt"),
                "b".repeat(Sample.LONGEST_CAPTION + 1).getBytes(UTF_8));

        // when / then
        assertThatThrownBy(() -> SideCaptions.of(directory.resolve("boat.png")))
                .hasMessageContaining("the caption has 16385 bytes; a caption may have 16384");
    }
}
