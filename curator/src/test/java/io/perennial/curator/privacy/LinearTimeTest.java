package io.perennial.curator.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts how often characters of a text are looked at: a text of twice the length must take twice as many looks. */
class LinearTimeTest {
    private static final int LENGTH = 6_000;
    private static final double TOLERANCE = 1.05;
    /** Recognisers that begin with a digit, times the characters that each may read. */
    private static final int MOST_LOOKS = 2_000;

    private static final PersonalDataFinder FINDER = new PersonalDataFinder(
            Stream.of(PersonalDataType.values())
                    .map(type -> Recognisers.of(type, List.of("US", "DE")))
                    .toList(),
            PersonalDataPolicy.DEFAULT_THRESHOLD);

    /** A text that counts the looks at its characters. */
    private static final class CountingText implements CharSequence {
        private final String text;
        private long looks;

        CountingText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            looks += end - start;
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            throw new AssertionError("the whole text was copied, and its looks are not counted");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.",
                "a@",
                "@",
                "1",
                "1.",
                "1-",
                "1 ",
                "12 ",
                "123 ",
                "1234 ",
                "4111 1111 ",
                "4111-",
                "?",
                "a-",
                "a@b.",
                "a@b.c ",
                "x=",
                "=",
                "..",
                "::",
                "a:",
                "ab:",
                "2001:",
                "2001::",
                "00:",
                "+1 ",
                "+1",
                "(1) ",
                "(01) 1 ",
                "(",
                "tel 0171 234567 ",
                "GB82 ",
                "GB82WEST",
                "DE89 3704 ",
                "bc1q",
                "bc1q ",
                "1A1z",
                "1A1z ",
                "ssn 1",
                "ssn 123 ",
                "nhs 943 476 5918 ",
                "1EG4-",
                "2 55 08 ",
                "cpf 529.",
                "_",
                "\uD83D\uDE00",
                "ada@example.org ",
                "8.8.8.8 ",
                "a.b@c.d-",
                "+49 30 901820 "
            })
    void aTextOfTwiceTheLengthTakesTwiceTheLooks(String hostile) {
        // given
        String text = hostile.repeat(LENGTH / hostile.length());

        // when
        long once = looks(text);
        long twice = looks(text + text);

        // then
        assertThat((double) twice).isLessThanOrEqualTo(2 * TOLERANCE * once);
        assertThat(once).isLessThanOrEqualTo((long) MOST_LOOKS * text.length());
    }

    private static long looks(String text) {
        CountingText counting = new CountingText(text);
        FINDER.find(counting);
        return counting.looks;
    }
}
