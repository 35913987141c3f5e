package io.perennial.local.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserDataTest {
    private final Corpus standard = new Corpus(
            Modality.TEXT,
            "documentation",
            "text-libraries",
            List.of(LabelledSample.text("known", "file", "a known text")),
            List.of());

    @TempDir
    Path directory;

    @Test
    void makesAGoldSetOfLinesWithLabels() throws IOException {
        // given
        Path file = directory.resolve("lines");
        Files.write(
                file,
                IntStream.range(0, 400)
                        .mapToObj(i -> "label " + i % 2 + "\ttext " + i)
                        .toList());

        // when
        Corpus corpus = UserData.read(file, "--text", Modality.TEXT).instead(standard, 10);

        // then
        assertThat(corpus.goldSet()).isEqualTo("user-text-libraries");
        assertThat(corpus.gold()).hasSize(20);
        assertThat(corpus.published())
                .allSatisfy(sample -> assertThat(sample.text()).startsWith("text "));
    }

    @Test
    void keepsTheStandardGoldSetForLinesWithoutLabels() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("app.log"), "first line\nsecond line\n");

        // when
        Corpus corpus = UserData.read(file, "--logs", Modality.LOGS).instead(standard, 10);

        // then
        assertThat(corpus.gold()).isEqualTo(standard.gold());
        assertThat(corpus.published()).extracting(LabelledSample::text).containsExactly("first line", "second line");
    }

    @Test
    void takesTheFoldersOfADirectoryAsLabels() throws IOException {
        // given
        Files.createDirectories(directory.resolve("cats"));
        Files.createDirectories(directory.resolve("dogs"));
        for (int i = 0; i < 400; i++) {
            Files.writeString(directory.resolve(i % 2 == 0 ? "cats" : "dogs").resolve(i + ".txt"), "text " + i);
        }

        // when
        Corpus corpus = UserData.read(directory, "--text", Modality.TEXT).instead(standard, 100);

        // then
        assertThat(corpus.gold()).extracting(LabelledSample::label).contains("cats", "dogs");
        assertThat(corpus.gold().size() + corpus.published().size()).isEqualTo(400);
    }

    @Test
    void namesTheOptionWhoseFileIsMissing() {
        // when // then
        assertThatThrownBy(() -> UserData.read(directory.resolve("missing"), "--images", Modality.IMAGES))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("--images " + directory.resolve("missing"));
    }

    @Test
    void namesTheOptionWhoseDirectoryIsEmpty() {
        // when // then
        assertThatThrownBy(() -> UserData.read(directory, "--images", Modality.IMAGES))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageStartingWith("--images " + directory + " is empty")
                .hasMessageNotContaining("\n");
    }

    @Test
    void wantsADirectoryOfPictures() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("picture.png"), "bytes");

        // when // then
        assertThatThrownBy(() -> UserData.read(file, "--images", Modality.IMAGES))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("give a directory");
    }

    @Test
    void keepsALineThatIsNoUtf8AsItIs() throws IOException {
        // given
        byte[] broken = {'o', 'k', ' ', (byte) 0xC3, (byte) 0x28};
        Path file = Files.write(directory.resolve("app.log"), broken);

        // when
        Corpus corpus = UserData.read(file, "--logs", Modality.LOGS).instead(standard, 10);

        // then
        assertThat(corpus.published())
                .singleElement()
                .satisfies(sample -> assertThat(sample.content()).isEqualTo(broken));
    }

    @Test
    void keepsTheStandardGoldSetWhenLabelsHaveTooFewItems() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("lines"), "cats\tone\ndogs\ttwo\n");

        // when
        Corpus corpus = UserData.read(file, "--text", Modality.TEXT).instead(standard, 200);

        // then
        assertThat(corpus.goldSet()).isEqualTo("text-libraries");
        assertThat(corpus.published()).extracting(LabelledSample::text).containsExactly("one", "two");
    }
}
