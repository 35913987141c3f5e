package io.perennial.curator.normalisation;

import com.google.re2j.Pattern;
import java.text.Normalizer;

/**
 * The normal form of texts and log records: Unicode NFC, lines that end with {@code \n} and have no trailing blanks, no control
 * characters but {@code \n} and, in logs, tabs. Of more than 30 combining marks in a row, each 30 are followed by a
 * combining grapheme joiner (UAX #15, "Stream-Safe Text Format"): marks are put into order in quadratic time, but not across a joiner.
 * Normalising twice changes nothing. Takes linear time.
 */
public final class TextNormaliser {
    /** How much of the white space carries meaning. */
    public enum Layout {
        /** Runs of blanks become one space, three and more line ends become two: paragraphs survive, columns do not. */
        PROSE,
        /** Blanks stay as they are, since columns mean something; empty lines and terminal colour codes go. */
        LINES
    }

    private static final Pattern TERMINAL_CODES = Pattern.compile("\\x1B\\[[0-9;?]*[A-Za-z]");
    private static final int MAX_LINE_ENDS = 2;
    /** More than any language needs. */
    static final int MOST_MARKS = 30;

    private static final char FIRST_MARK = '\u0300';
    private static final char JOINER = '\u034F';

    private final Layout layout;

    public TextNormaliser(Layout layout) {
        this.layout = layout;
    }

    public String normalise(String text) {
        String visible = layout == Layout.LINES && text.indexOf('\u001B') >= 0
                ? TERMINAL_CODES.matcher(text).replaceAll("")
                : text;
        // Once more behind it, since a letter may be taken apart into another one and marks.
        return partMarks(Normalizer.normalize(partMarks(tidy(visible)), Normalizer.Form.NFC));
    }

    private static String partMarks(String text) {
        StringBuilder parted = new StringBuilder();
        int copied = 0;
        int marks = 0;
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            marks = isMark(codePoint) ? marks + 1 : 0;
            if (marks > MOST_MARKS) {
                parted.append(text, copied, at).append(JOINER);
                copied = at;
                marks = 1;
            }
            at += Character.charCount(codePoint);
        }
        return copied == 0 ? text : parted.append(text, copied, text.length()).toString();
    }

    private static boolean isMark(int codePoint) {
        if (codePoint < FIRST_MARK || codePoint == JOINER) {
            return false;
        }
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private String tidy(String text) {
        StringBuilder tidy = new StringBuilder(text.length());
        int lineEnds = 0;
        int pendingBlanks = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Whitespace.isLineBreak(c)) {
                boolean secondHalf = c == '\n' && i > 0 && text.charAt(i - 1) == '\r';
                lineEnds += secondHalf ? 0 : 1;
                pendingBlanks = 0;
            } else if (Whitespace.isSpace(c)) {
                if (layout == Layout.LINES) {
                    appendLineEnds(tidy, lineEnds);
                    lineEnds = 0;
                    tidy.append(c == '\t' ? '\t' : ' ');
                } else {
                    pendingBlanks++;
                }
            } else if (!Character.isISOControl(c) && c != '\uFEFF') {
                appendLineEnds(tidy, lineEnds);
                appendBlank(tidy, pendingBlanks);
                lineEnds = 0;
                pendingBlanks = 0;
                tidy.append(c);
            }
        }
        trimBlanks(tidy);
        return tidy.toString();
    }

    private void appendLineEnds(StringBuilder tidy, int lineEnds) {
        if (lineEnds == 0) {
            return;
        }
        trimBlanks(tidy);
        if (!tidy.isEmpty()) {
            tidy.append("\n".repeat(layout == Layout.PROSE ? Math.min(lineEnds, MAX_LINE_ENDS) : 1));
        }
    }

    private static void appendBlank(StringBuilder tidy, int blanks) {
        if (blanks > 0 && !tidy.isEmpty() && tidy.charAt(tidy.length() - 1) != '\n') {
            tidy.append(' ');
        }
    }

    /** Cuts blanks and line ends from the end. */
    private static void trimBlanks(StringBuilder tidy) {
        int length = tidy.length();
        while (length > 0 && Whitespace.isSpace(tidy.charAt(length - 1))) {
            length--;
        }
        tidy.setLength(length);
    }
}
