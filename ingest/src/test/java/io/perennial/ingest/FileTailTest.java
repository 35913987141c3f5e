package io.perennial.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTailTest {
    private static final Duration GRACE = Duration.ofSeconds(2);

    @TempDir
    private Path directory = Path.of("");

    private final SettableClock clock = new SettableClock();
    private Path file = Path.of("");

    @BeforeEach
    void createFile() throws IOException {
        file = directory.resolve("app.log");
        Files.createFile(file);
    }

    private FileTail tail(@Nullable TailPosition saved) throws IOException {
        return new FileTail(file, saved, GRACE, clock);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void rotate(String name, int age) throws IOException {
        Files.move(file, directory.resolve(name));
        Files.setLastModifiedTime(
                directory.resolve(name), FileTime.from(clock.instant().plusSeconds(age)));
    }

    /** Polls until nothing comes even after the time that a rotated file is watched. */
    private List<String> drain(FileTail tail) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int quiet = 0; quiet < 4; ) {
            List<FileTail.TailLine> lines = tail.poll();
            lines.forEach(line -> texts.add(new String(line.content(), UTF_8)));
            tail.position();
            quiet = lines.isEmpty() ? quiet + 1 : 0;
            clock.advance(GRACE);
        }
        return texts;
    }

    @Test
    void appendedLinesComeOnceAndInOrder() throws IOException {
        try (FileTail tail = tail(null)) {
            // given
            append("a\nb\n");
            List<String> first = drain(tail);
            // when
            append("c\n");
            // then
            assertThat(first).containsExactly("a", "b");
            assertThat(drain(tail)).containsExactly("c");
        }
    }

    @Test
    void unfinishedLineWaitsForItsEnd() throws IOException {
        try (FileTail tail = tail(null)) {
            // given
            append("hal");
            List<String> before = drain(tail);
            // when
            append("f\n");
            // then
            assertThat(before).isEmpty();
            assertThat(drain(tail)).containsExactly("half");
        }
    }

    @Test
    void renamedFileIsReadToItsEndBeforeTheNewOne() throws IOException {
        try (FileTail tail = tail(null)) {
            // given
            append("1\n");
            List<String> first = drain(tail);
            append("2\nlast without end");
            // when
            rotate("app.log.1", 0);
            append("3\n");
            // then
            assertThat(first).containsExactly("1");
            assertThat(drain(tail)).containsExactly("2", "last without end", "3");
        }
    }

    @Test
    void lineWrittenToTheRenamedFileByALateWriterIsNotLost() throws IOException {
        try (FileTail tail = tail(null)) {
            // given
            append("1\n");
            drain(tail);
            rotate("app.log.1", 0);
            append("3\n");
            List<FileTail.TailLine> waiting = tail.poll();
            // when
            Files.writeString(directory.resolve("app.log.1"), "2\n", UTF_8, StandardOpenOption.APPEND);
            // then
            assertThat(waiting).isEmpty();
            assertThat(drain(tail)).containsExactly("2", "3");
        }
    }

    @Test
    void truncatedFileIsReadFromItsStart() throws IOException {
        try (FileTail tail = tail(null)) {
            // given
            append("1\n2\n");
            drain(tail);
            // when
            Files.writeString(file, "3\n", UTF_8);
            // then
            assertThat(drain(tail)).containsExactly("3");
        }
    }

    @Test
    void truncatedFileThatGrewBeyondTheOldOffsetIsNoticed() throws IOException {
        try (FileTail tail = tail(null)) {
            // given
            append("1\n2\n");
            drain(tail);
            // when
            Files.writeString(file, "3\n4\n5\n6\n", UTF_8);
            // then
            assertThat(drain(tail)).containsExactly("3", "4", "5", "6");
        }
    }

    @Test
    void resumesWhereItStopped() throws IOException {
        // given
        append("1\n2\nhal");
        TailPosition saved;
        try (FileTail tail = tail(null)) {
            drain(tail);
            saved = tail.position();
        }
        append("f\n3\n");
        // when
        try (FileTail tail = tail(saved)) {
            // then
            assertThat(drain(tail)).containsExactly("half", "3");
        }
    }

    @Test
    void resumesInTheRotatedFileAndPassesThroughTheOnesBetween() throws IOException {
        // given
        append("1\n");
        TailPosition saved;
        try (FileTail tail = tail(null)) {
            drain(tail);
            saved = tail.position();
        }
        append("2\n");
        rotate("app.log.2", -20);
        append("3\n");
        rotate("app.log.1", -10);
        append("4\n");
        // when
        try (FileTail tail = tail(saved)) {
            // then
            assertThat(drain(tail)).containsExactly("2", "3", "4");
        }
    }

    @Test
    void positionAfterEachLineResumesBehindIt() throws IOException {
        // given
        append("1\n2\n3\n");
        TailPosition afterFirst;
        try (FileTail tail = tail(null)) {
            afterFirst = tail.positionAfter(tail.poll().get(0));
        }
        // when
        try (FileTail tail = tail(afterFirst)) {
            // then
            assertThat(drain(tail)).containsExactly("2", "3");
        }
    }

    @Test
    void sameOffsetInALaterFileIsAnotherGeneration() throws IOException {
        try (FileTail tail = tail(null)) {
            // given
            append("same\n");
            long before = tail.poll().get(0).generation();
            // when
            rotate("app.log.1", 0);
            append("same\n");
            List<FileTail.TailLine> after = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                after.addAll(tail.poll());
                clock.advance(GRACE);
            }
            // then
            assertThat(before).isZero();
            assertThat(after)
                    .singleElement()
                    .satisfies(line -> assertThat(line.generation()).isEqualTo(1));
        }
    }

    @Test
    void noLineIsLostOrDoubledWithRandomRotationsAndRestarts() throws IOException {
        // given
        Random random = new Random(20261120);
        List<String> written = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        FileTail tail = tail(null);
        int rotations = 0;
        // when
        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    if (Files.exists(file)) {
                        rotate("app.log." + ++rotations, 1000 + rotations);
                        append("");
                    }
                }
                case 1 -> {
                    TailPosition saved = tail.position();
                    tail.close();
                    tail = tail(saved);
                }
                case 2, 3 -> {
                    tail.poll().forEach(line -> seen.add(new String(line.content(), UTF_8)));
                    clock.advance(GRACE);
                }
                default -> {
                    String line = "line " + written.size();
                    written.add(line);
                    append(line + "\n");
                }
            }
        }
        for (int i = 0; i < 3 * rotations; i++) {
            tail.poll().forEach(line -> seen.add(new String(line.content(), UTF_8)));
            clock.advance(GRACE);
        }
        tail.close();
        // then
        assertThat(rotations).isGreaterThan(20);
        assertThat(seen).isEqualTo(written);
    }
}
