package io.perennial.trainer.page;

import java.util.Locale;

/** Text and numbers for a page. */
final class Html {
    private static final int LONGEST = 160;

    private Html() {}

    /** Escaped for elements and attributes. */
    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** The beginning of a text, escaped. */
    static String excerpt(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return text(line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Three significant digits. */
    static String number(double value) {
        return Math.abs(value) >= 1000 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
