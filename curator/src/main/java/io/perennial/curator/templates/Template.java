package io.perennial.curator.templates;

/** A template in the tree. Its words are numbers of {@link TokenIds}. */
final class Template {
    private final long number;
    private final int[] path;
    private final int[] tokens;
    private int wildcards;
    private int version;
    private long lastUsed;

    Template(long number, int version, long lastUsed, int[] path, int[] tokens) {
        this.number = number;
        this.version = version;
        this.lastUsed = lastUsed;
        this.path = path;
        this.tokens = tokens;
        for (int token : tokens) {
            wildcards += token == TemplateTree.WILDCARD ? 1 : 0;
        }
    }

    long number() {
        return number;
    }

    /** Words that lead to its leaf. */
    int[] path() {
        return path;
    }

    int[] tokens() {
        return tokens;
    }

    int wildcards() {
        return wildcards;
    }

    int version() {
        return version;
    }

    long lastUsed() {
        return lastUsed;
    }

    void use(long position) {
        lastUsed = position;
    }

    /** Number of fixed words that a line of the same length has, too. */
    int equalWords(LineTokens line) {
        int equal = 0;
        for (int i = 0; i < tokens.length; i++) {
            equal += tokens[i] == line.id(i) && tokens[i] != TemplateTree.WILDCARD ? 1 : 0;
        }
        return equal;
    }

    /** True if the words are the same one by one, wildcards as well. */
    boolean isSame(LineTokens line) {
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] != line.id(i)) {
                return false;
            }
        }
        return true;
    }

    /** Turns fixed words that the line does not have into wildcards and tells whether there were any. */
    boolean widen(LineTokens line, TokenIds ids) {
        boolean widened = false;
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] != line.id(i) && tokens[i] != TemplateTree.WILDCARD) {
                ids.release(tokens[i]);
                tokens[i] = TemplateTree.WILDCARD;
                wildcards++;
                widened = true;
            }
        }
        version += widened ? 1 : 0;
        return widened;
    }
}
