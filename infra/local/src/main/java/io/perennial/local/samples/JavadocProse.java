package io.perennial.local.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prose in the documentation comments of a Java source file: paragraphs of the main descriptions as plain text, without markup,
 * code samples, block tags and licence headers.
 */
public final class JavadocProse {
    /** Shorter paragraphs are mostly names and fragments. */
    private static final int FEWEST_WORDS = 12;

    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(?!/)(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern MARGIN = Pattern.compile("(?m)^[ \\t]*\\*? ?");
    private static final Pattern BLOCK_TAGS = Pattern.compile("(?ms)^\\s*@[a-z].*");
    private static final Pattern SAMPLE =
            Pattern.compile("(?is)<pre\\b.*?(</pre>|\\z)|<table\\b.*?(</table>|\\z)|\\{@snippet.*?\\n\\s*}|<!--.*?-->");
    private static final Pattern LABELLED_LINK =
            Pattern.compile("\\{@link(?:plain)?\\s+[^\\s{}(]+(?:\\([^)]*\\))?\\s+([^{}]+)}");
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@\\w+\\s*([^{}]*)}");
    private static final Pattern BREAK =
            Pattern.compile("(?i)</?(p|li|ul|ol|dl|dt|dd|h[1-6]|div|blockquote|br)\\b[^>]*>|\\n\\s*\\n");
    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][^<>]*>");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String PARAGRAPH_END = "\u001d";

    private JavadocProse() {}

    /** Paragraphs in the order of the file. */
    public static List<String> paragraphs(String javaSource) {
        List<String> paragraphs = new ArrayList<>();
        Matcher comments = COMMENT.matcher(javaSource);
        while (comments.find()) {
            paragraphs.addAll(paragraphsOf(comments.group(1)));
        }
        return paragraphs;
    }

    private static List<String> paragraphsOf(String comment) {
        String text = MARGIN.matcher(comment).replaceAll("");
        text = SAMPLE.matcher(text).replaceAll("\n\n");
        text = BLOCK_TAGS.matcher(text).replaceAll("");
        text = LABELLED_LINK.matcher(text).replaceAll("$1");
        // Twice, because tags may be nested once.
        text = INLINE_TAG.matcher(text).replaceAll("$1");
        text = INLINE_TAG.matcher(text).replaceAll("$1").replace('#', '.');
        text = BREAK.matcher(text).replaceAll(PARAGRAPH_END);
        text = entities(TAG.matcher(text).replaceAll(""));
        List<String> paragraphs = new ArrayList<>();
        for (String part : text.split(PARAGRAPH_END, -1)) {
            String paragraph = SPACE.matcher(part).replaceAll(" ").strip();
            if (isProse(paragraph)) {
                paragraphs.add(paragraph);
            }
        }
        return paragraphs;
    }

    private static boolean isProse(String paragraph) {
        return SPACE.split(paragraph).length >= FEWEST_WORDS
                && paragraph.matches("(?s)\\p{Lu}.*[.!?]")
                && !paragraph.contains("License")
                && !paragraph.contains("Copyright");
    }

    private static String entities(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&nbsp;", " ")
                .replace("&#64;", "@")
                .replace("&#123;", "{")
                .replace("&#125;", "}")
                .replace("&amp;", "&");
    }
}
