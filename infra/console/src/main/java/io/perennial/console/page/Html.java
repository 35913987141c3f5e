package io.perennial.console.page;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Markup that is safe to send. It comes from constant templates only (the compiler checks that they are constants); everything put into
 * their {@code {}} is escaped, for element content and for quoted attribute values alike, unless it is itself {@code Html}. Immutable.
 */
public final class Html {
    public static final Html NOTHING = new Html("");

    private static final String PLACE = "{}";

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /**
     * Fills a template.
     *
     * @param template markup with one {@code {}} for each value; attribute values must stand in double quotes
     * @throws IllegalArgumentException if the number of places and values differ
     */
    public static Html of(@CompileTimeConstant String template, @Nullable Object... values) {
        StringBuilder markup = new StringBuilder(template.length() + 64);
        int from = 0;
        for (Object value : values) {
            int place = template.indexOf(PLACE, from);
            if (place < 0) {
                throw new IllegalArgumentException(values.length + " values for too few places: " + template);
            }
            markup.append(template, from, place).append(escaped(value));
            from = place + PLACE.length();
        }
        if (template.indexOf(PLACE, from) >= 0) {
            throw new IllegalArgumentException(values.length + " values for too many places: " + template);
        }
        return new Html(markup.append(template.substring(from)).toString());
    }

    /** Text, escaped. */
    public static Html text(String text) {
        return new Html(escape(text));
    }

    /** The parts one after another. */
    public static Html join(Collection<Html> parts) {
        return new Html(parts.stream().map(Html::markup).collect(Collectors.joining()));
    }

    /** One piece of markup for each value, one after another. */
    public static <T> Html each(Collection<T> values, Function<? super T, Html> each) {
        return join(values.stream().map(each).map(Objects::requireNonNull).toList());
    }

    /** {@code then} if {@code condition}, else nothing. */
    public static Html when(boolean condition, Html then) {
        return condition ? then : NOTHING;
    }

    public String markup() {
        return markup;
    }

    @Override
    public String toString() {
        return markup;
    }

    private static String escaped(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof Html html ? html.markup : escape(value.toString());
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }
}
