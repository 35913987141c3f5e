package io.perennial.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavadocProseTest {
    @Test
    void takesTheParagraphsOfTheMainDescriptionAsPlainText() {
        // given
        String source = """
                /**
                 * Returns the {@code first} element of the {@link java.util.List list}, or the default &lt;none&gt;
                 * if the list has no elements at all.
                 *
                 * <p>The second paragraph speaks about <em>threads</em>, which may call {@link #first(int)} at any time.
                 *
                 * @param index is not part of the prose, however long and well written its description may be here
                 */
                Object first(int index);
                """;

        // when // then
        assertThat(JavadocProse.paragraphs(source))
                .containsExactly(
                        "Returns the first element of the list, or the default <none> if the list has no elements at all.",
                        "The second paragraph speaks about threads, which may call .first(int) at any time.");
    }

    @Test
    void leavesOutCodeSamplesLicencesAndFragments() {
        // given
        String source = """
                /** Licensed to somebody under the Apache License, which nobody wants to learn by heart from every file. */
                /**
                 * <pre>{@code
                 * Some code in a sample that is long enough to be prose, if it were prose, which it is not.
                 * }</pre>
                 * Short fragment.
                 */
                /* Not a documentation comment, although it is a sentence with more than twelve words in it. */
                """;

        // when // then
        assertThat(JavadocProse.paragraphs(source)).isEmpty();
    }
}
