package io.perennial.curator.templates;

import org.jspecify.annotations.Nullable;

/**
 * The template that a line belongs to, and what must be written down so that a tree restored from the notes is the same.
 *
 * @param number of the template
 * @param version of the template after this line
 * @param change what the line did to the template
 * @param store the template as it must be stored from now on, or null if nothing in it has changed
 * @param forgotten number of a template that made room, or {@link #NONE}
 */
public record TemplateMatch(
        long number, int version, Change change, @Nullable StoredTemplate store, long forgotten) {
    public static final long NONE = -1;

    /** What a line did to its template. */
    public enum Change {
        NONE,
        /** The line is the first of its template. */
        CREATED,
        /** A word that was fixed has turned out to vary. */
        WIDENED
    }
}
