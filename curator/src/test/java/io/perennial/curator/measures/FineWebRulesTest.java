package io.perennial.curator.measures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FineWebRulesTest {
    private static final String LONG = "a line with more than thirty characters in it";

    static Stream<Arguments> textsAndReasons() {
        return Stream.of(
                Arguments.of(" \n\u00a0\n", "empty"),
                Arguments.of(lines(8, LONG, "") + lines(1, LONG, "."), "line_punct_ratio"),
                Arguments.of(lines(7, LONG, "") + lines(1, LONG, "."), ""),
                Arguments.of(lines(8, LONG, " ") + lines(1, LONG, ". "), "line_punct_ratio"),
                Arguments.of(lines(8, LONG, "") + lines(1, LONG, "。"), "line_punct_ratio"),
                Arguments.of(lines(7, LONG, "") + lines(1, LONG, "。"), ""),
                Arguments.of(lines(1, LONG, ".") + lines(2, "x".repeat(26), "."), ""),
                Arguments.of(lines(1, LONG, ".") + lines(3, "x".repeat(26), "."), "short_line_ratio"),
                Arguments.of(lines(1, LONG, ".") + lines(3, "x".repeat(28), "."), ""),
                Arguments.of(lines(2, LONG, ".") + "ab.\nab.\n", "char_dup_ratio"),
                Arguments.of(lines(8, LONG, ".") + "ab.\nab.\n", ""),
                Arguments.of(lines(3, LONG, ".") + "\n".repeat(10), "list_ratio"));
    }

    @ParameterizedTest
    @MethodSource("textsAndReasons")
    void aTextIsRejectedForFineWebsReason(String text, String reason) {
        // when / then
        assertThat(TextRules.judge(text, "fineweb")).isEqualTo(reason);
    }

    /** Distinct lines. */
    private static String lines(int count, String line, String end) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(line).append(' ').append(i).append(end).append('\n');
        }
        return lines.toString();
    }
}
