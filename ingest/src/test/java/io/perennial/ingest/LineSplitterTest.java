package io.perennial.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private static List<String> texts(List<LineSplitter.Line> lines) {
        return lines.stream().map(line -> new String(line.content(), UTF_8)).toList();
    }

    private static List<LineSplitter.Line> push(LineSplitter splitter, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return splitter.push(bytes, bytes.length);
    }

    @Test
    void lineEndsOfBothKindsAreRemoved() {
        assertThat(texts(push(new LineSplitter(0, 100), "unix\nwindows\r\n"))).containsExactly("unix", "windows");
    }

    @Test
    void blankLinesAreLeftOutButCountInOffsets() {
        // when
        List<LineSplitter.Line> lines = push(new LineSplitter(10, 100), "a\n\n \t\nb\n");
        // then
        assertThat(texts(lines)).containsExactly("a", "b");
        assertThat(lines).extracting(LineSplitter.Line::offset).containsExactly(10L, 16L);
        assertThat(lines).extracting(LineSplitter.Line::end).containsExactly(12L, 18L);
    }

    @Test
    void lastLineComesWithoutItsEndWhenTheStreamEnds() {
        // given
        LineSplitter splitter = new LineSplitter(0, 100);
        List<LineSplitter.Line> before = push(splitter, "whole\nhalf");
        // when
        List<LineSplitter.Line> rest = splitter.finish();
        // then
        assertThat(texts(before)).containsExactly("whole");
        assertThat(texts(rest)).containsExactly("half");
        assertThat(splitter.lineStart()).isEqualTo(10);
    }

    @Test
    void lineAboveTheLimitComesInPiecesAndLosesNothing() {
        assertThat(texts(push(new LineSplitter(0, 4), "abcdefghij\nk\n"))).containsExactly("abcd", "efgh", "ij", "k");
    }

    @Test
    void cutsBetweenChunksDoNotMatter() {
        // given
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            text.append("line ").append(i).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        List<LineSplitter.Line> whole = new LineSplitter(0, 1000).push(bytes, bytes.length);
        // when
        List<LineSplitter.Line> pieces = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(0, 1000);
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(9));
            pieces.addAll(splitter.push(java.util.Arrays.copyOfRange(bytes, at, at + length), length));
            at += length;
        }
        // then
        assertThat(texts(pieces)).isEqualTo(texts(whole)).hasSize(200);
        assertThat(Stream.of(pieces, whole)
                        .map(lines ->
                                lines.stream().map(LineSplitter.Line::offset).toList())
                        .distinct())
                .hasSize(1);
    }
}
