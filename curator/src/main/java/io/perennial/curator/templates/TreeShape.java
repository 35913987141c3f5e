package io.perennial.curator.templates;

/**
 * Parameters of Drain.
 *
 * @param depth as in the paper: root and leaves count, so a line is led by its length and its first {@code depth - 3} words
 * @param similarity share of equal words from which a line belongs to a template, above 0 and at most 1
 * @param maxChildren of an inner node; all further words share one child
 * @param maxTemplates kept at the same time; the one unused for longest makes room
 */
public record TreeShape(int depth, double similarity, int maxChildren, int maxTemplates) {
    private static final int SHALLOWEST = 3;
    private static final int DEEPEST = 16;
    private static final int FEWEST_CHILDREN = 2;
    private static final int MOST_CHILDREN = 10_000;
    private static final int MOST_TEMPLATES = 100_000;

    public TreeShape {
        require(depth >= SHALLOWEST && depth <= DEEPEST, "depth", "from 3 to 16", depth);
        require(similarity > 0 && similarity <= 1, "similarity", "above 0 and at most 1", similarity);
        require(
                maxChildren >= FEWEST_CHILDREN && maxChildren <= MOST_CHILDREN,
                "maxChildren",
                "from 2 to 10000",
                maxChildren);
        require(maxTemplates >= 1 && maxTemplates <= MOST_TEMPLATES, "maxTemplates", "from 1 to 100000", maxTemplates);
    }

    private static void require(boolean holds, String name, String allowed, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + allowed + ", was " + value);
        }
    }

    /** Number of words that lead from the length of a line to its leaf. */
    int leadingWords() {
        return depth - SHALLOWEST;
    }
}
