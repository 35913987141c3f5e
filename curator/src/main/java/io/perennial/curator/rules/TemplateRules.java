package io.perennial.curator.rules;

import io.perennial.curator.templates.LineMask;
import io.perennial.curator.templates.TokenBucket;
import io.perennial.curator.templates.TreeShape;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How log records are grouped into templates, and how many of a template are kept.
 *
 * @param tree parameters of Drain
 * @param masks applied one after the other before lines are compared; the samples themselves keep what is masked here
 * @param sampling of frequent templates; null: all records are kept
 */
public record TemplateRules(TreeShape tree, List<LineMask> masks, TokenBucket.@Nullable Size sampling) {
    public TemplateRules {
        Objects.requireNonNull(tree, "'templates.tree' is missing");
        masks = List.copyOf(Objects.requireNonNull(masks, "'templates.masks' is missing"));
    }
}
