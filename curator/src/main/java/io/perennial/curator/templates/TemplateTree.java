package io.perennial.curator.templates;

import io.perennial.curator.templates.TemplateMatch.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drain (He, Zhu, Zheng and Lyu: "Drain: an online log parsing approach with fixed depth tree", ICWS 2017): a line is led by its
 * number of words and its first words to a leaf, and there to the template with the largest share of equal words. Ties go to the
 * template with more wildcards, then to the older one.
 *
 * <p>Where the authors' program differs from their paper this follows the program's groups, with two corrections: lines with fewer
 * words than the tree has levels are kept, too, and a line that equals a template word by word belongs to it, even if so many words
 * are wildcards that the share of equal words is too small.
 *
 * <p>Deterministic: the state is a function of the lines and of nothing else, and {@link StoredTemplate}s restore all of it. Memory
 * is bounded by {@code maxTemplates}; a line takes at most that many comparisons of {@link LineTokens#MOST} words. Not safe for use by
 * several threads.
 */
public final class TemplateTree {
    /** Stands for a word that varies. */
    public static final String WILDCARD_TEXT = "<*>";

    static final int WILDCARD = 0;

    /** How far the stored position of last use may lag. A small value would mean a write for each line. */
    static final long USE_INTERVAL = 1024;

    private static final int ONE_VERSION = 1;

    private final TreeShape shape;
    private final LineMasker masker;
    private final TokenIds ids = new TokenIds();
    private final LineTokens line = new LineTokens(ids);
    private final TemplateNode[] byLength = new TemplateNode[LineTokens.MOST + 1];
    private final List<Template> all = new ArrayList<>();
    private long nextNumber;

    public TemplateTree(TreeShape shape, List<LineMask> masks) {
        this.shape = shape;
        this.masker = new LineMasker(masks);
        int wildcard = ids.hold(WILDCARD_TEXT);
        if (wildcard != WILDCARD) {
            throw new IllegalStateException("the first word has number " + wildcard);
        }
        Arrays.setAll(byLength, length -> new TemplateNode());
    }

    /**
     * Puts back what was stored, in the order of the numbers, before the first line.
     *
     * @param next number that the next new template is given
     */
    public void restore(List<StoredTemplate> stored, long next) {
        for (StoredTemplate one : stored) {
            if (one.number() >= next
                    || (!all.isEmpty()
                            && one.number() <= all.get(all.size() - 1).number())) {
                throw new IllegalArgumentException(
                        "stored template " + one.number() + " is out of order before " + next);
            }
            int[] tokens = hold(one.text());
            int[] path = hold(one.path());
            add(new Template(one.number(), one.version(), one.lastUsed(), path, tokens));
        }
        nextNumber = next;
    }

    /** Number that the next new template is given. */
    public long nextNumber() {
        return nextNumber;
    }

    /** Number of templates kept. */
    public int size() {
        return all.size();
    }

    /**
     * The template of the first line of a text; other lines do not count.
     *
     * @param position grows from line to line, such as an offset; tells which template was unused for longest
     */
    public TemplateMatch match(String text, long position) {
        int end = text.indexOf('\n');
        masker.read(text, 0, end < 0 ? text.length() : end);
        line.read(masker.line(), masker.length());
        Template template = find();
        if (template == null) {
            return create(position);
        }
        Change change = template.widen(line, ids) ? Change.WIDENED : Change.NONE;
        boolean isStale = position - template.lastUsed() >= USE_INTERVAL;
        if (isStale) {
            template.use(position);
        }
        StoredTemplate store = isStale || change != Change.NONE ? stored(template) : null;
        return new TemplateMatch(template.number(), template.version(), change, store, TemplateMatch.NONE);
    }

    private @Nullable Template find() {
        TemplateNode node = byLength[line.count()];
        int levels = Math.min(shape.leadingWords(), line.count());
        for (int level = 0; level < levels; level++) {
            TemplateNode child = node.child(line.id(level));
            node = child != null ? child : node.child(WILDCARD);
            if (node == null) {
                return null;
            }
        }
        Template best = null;
        int mostEqual = -1;
        for (Template template : node.templates) {
            int equal = template.equalWords(line);
            if (best == null || equal > mostEqual || (equal == mostEqual && template.wildcards() > best.wildcards())) {
                mostEqual = equal;
                best = template;
            }
        }
        if (best == null || (double) mostEqual / Math.max(1, line.count()) >= shape.similarity()) {
            return best;
        }
        return same(node);
    }

    private @Nullable Template same(TemplateNode leaf) {
        for (Template template : leaf.templates) {
            if (template.isSame(line)) {
                return template;
            }
        }
        return null;
    }

    private TemplateMatch create(long position) {
        long forgotten = TemplateMatch.NONE;
        if (all.size() >= shape.maxTemplates()) {
            forgotten = forgetLeastRecent();
            // Words that only the forgotten template had have lost their numbers.
            line.read(masker.line(), masker.length());
        }
        int[] path = path();
        Template template = new Template(nextNumber++, ONE_VERSION, position, path, line.holdAll());
        add(template);
        return new TemplateMatch(template.number(), ONE_VERSION, Change.CREATED, stored(template), forgotten);
    }

    /** The way to the leaf of a new template, its words held. */
    private int[] path() {
        int[] path = new int[Math.min(shape.leadingWords(), line.count())];
        TemplateNode node = byLength[line.count()];
        for (int level = 0; level < path.length; level++) {
            path[level] = isShared(node, level) ? WILDCARD : line.hold(level);
            TemplateNode child = node.child(path[level]);
            node = child == null ? new TemplateNode() : child;
        }
        return path;
    }

    /** A word with a digit, and one for which there is no room, go to the shared child. One place is kept for it until it is there. */
    private boolean isShared(TemplateNode node, int level) {
        if (line.id(level) == WILDCARD) {
            return true;
        }
        if (node.child(line.id(level)) != null) {
            return false;
        }
        int taken = node.childCount() + (node.child(WILDCARD) == null ? 1 : 0);
        return line.hasDigit(level) || taken >= shape.maxChildren();
    }

    private void add(Template template) {
        TemplateNode node = byLength[template.tokens().length];
        for (int token : template.path()) {
            node = node.childOrNew(token);
        }
        node.templates.add(template);
        all.add(template);
    }

    private long forgetLeastRecent() {
        Template oldest = all.get(0);
        for (Template template : all) {
            if (template.lastUsed() < oldest.lastUsed()) {
                oldest = template;
            }
        }
        all.remove(oldest);
        byLength[oldest.tokens().length].remove(oldest, 0);
        release(oldest.tokens());
        release(oldest.path());
        return oldest.number();
    }

    private void release(int[] tokens) {
        for (int token : tokens) {
            if (token != WILDCARD) {
                ids.release(token);
            }
        }
    }

    private int[] hold(String words) {
        if (words.isEmpty()) {
            return new int[0];
        }
        String[] split = words.split(" ", -1);
        int[] tokens = new int[split.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = WILDCARD_TEXT.equals(split[i]) ? WILDCARD : ids.hold(split[i]);
        }
        return tokens;
    }

    private StoredTemplate stored(Template template) {
        return new StoredTemplate(
                template.number(),
                template.version(),
                template.lastUsed(),
                words(template.path()),
                words(template.tokens()));
    }

    private String words(int[] tokens) {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append(text.isEmpty() ? "" : " ").append(ids.word(token));
        }
        return text.toString();
    }
}
