package io.perennial.curator.drift.blocks;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors that are no means but distances: how far the shares of names, or of bins of a measure, in a block of a source are from those in
 * the reference of the source.
 */
public final class Mixes {
    /** Of the likeliest languages. */
    public static final String LANGUAGE = "language_mix";
    /** Of the templates of log records. */
    public static final String TEMPLATE = "template_mix";
    /** What follows the name of a measure. */
    private static final String SHAPE = "_shape";

    private Mixes() {}

    /** Those of names. */
    public static Set<String> names() {
        return Set.of(LANGUAGE, TEMPLATE);
    }

    /** The measure whose distribution a descriptor is about; null if it is about none. */
    public static @Nullable String measure(String descriptor) {
        return descriptor.endsWith(SHAPE) ? descriptor.substring(0, descriptor.length() - SHAPE.length()) : null;
    }

    public static boolean isDistance(String descriptor) {
        return descriptor.endsWith(SHAPE) || names().contains(descriptor);
    }
}
