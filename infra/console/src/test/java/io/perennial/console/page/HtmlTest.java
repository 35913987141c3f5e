package io.perennial.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void markupInAValueIsEscaped() {
        // when
        Html html = Html.of("<p title=\"{}\">{}</p>", "\" onclick='x'", "<script>alert(1)</script> & more");

        // then
        assertThat(html.markup())
                .isEqualTo(
                        "<p title=\"&quot; onclick=&#39;x&#39;\">&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>");
    }

    @Test
    void markupInMarkupStaysMarkup() {
        // when
        Html html = Html.of("<ul>{}</ul>", Html.each(List.of("a", "b"), item -> Html.of("<li>{}</li>", item)));

        // then
        assertThat(html.markup()).isEqualTo("<ul><li>a</li><li>b</li></ul>");
    }

    @Test
    void bracesInAValueAreNotAPlace() {
        // when
        Html html = Html.of("<p>{}{}</p>", "{}", "x");

        // then
        assertThat(html.markup()).isEqualTo("<p>{}x</p>");
    }

    @Test
    void aMissingValueIsABug() {
        assertThatThrownBy(() -> Html.of("<p>{}{}</p>", "one")).isInstanceOf(IllegalArgumentException.class);
    }
}
