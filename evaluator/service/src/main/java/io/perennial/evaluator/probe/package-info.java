/** Measures of frozen embeddings: linear probe, nearest neighbours, collapse. */
@NullMarked
package io.perennial.evaluator.probe;

import org.jspecify.annotations.NullMarked;
