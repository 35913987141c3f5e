package io.perennial.serving;

import org.jspecify.annotations.Nullable;

/**
 * Who serves one model at one moment. Immutable: a request reads it once and sees one generation.
 *
 * @param generation generation of the desired state, 0 before the first
 * @param champion who answers; null: nobody yet
 * @param challenger who shadows; null: nobody
 */
record Deployment(
        long generation,
        @Nullable EncoderHandle champion,
        @Nullable EncoderHandle challenger) {
    static final Deployment NONE = new Deployment(0, null, null);
}
