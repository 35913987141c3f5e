package io.perennial.curator.templates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of the tree: children by the number of a word, and, in a leaf, templates in the order of their numbers. */
final class TemplateNode {
    private int[] keys = new int[2];
    private TemplateNode[] children = new TemplateNode[2];
    private int childCount;
    final List<Template> templates = new ArrayList<>();

    @Nullable
    TemplateNode child(int token) {
        for (int i = 0; i < childCount; i++) {
            if (keys[i] == token) {
                return children[i];
            }
        }
        return null;
    }

    TemplateNode childOrNew(int token) {
        TemplateNode known = child(token);
        if (known != null) {
            return known;
        }
        if (childCount == keys.length) {
            keys = Arrays.copyOf(keys, 2 * childCount);
            children = Arrays.copyOf(children, 2 * childCount);
        }
        TemplateNode added = new TemplateNode();
        keys[childCount] = token;
        children[childCount++] = added;
        return added;
    }

    /** Removes a template at the end of a path, and the nodes that have become empty. */
    void remove(Template template, int level) {
        if (level == template.path().length) {
            templates.remove(template);
            return;
        }
        for (int i = 0; i < childCount; i++) {
            if (keys[i] == template.path()[level]) {
                children[i].remove(template, level + 1);
                if (children[i].isEmpty()) {
                    childCount--;
                    keys[i] = keys[childCount];
                    children[i] = children[childCount];
                }
                return;
            }
        }
    }

    int childCount() {
        return childCount;
    }

    boolean isEmpty() {
        return childCount == 0 && templates.isEmpty();
    }
}
