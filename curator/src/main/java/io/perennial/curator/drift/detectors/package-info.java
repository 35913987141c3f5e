/**
 * Drift detectors beside ADWIN: streams of numbers and of yes and no, distributions in bins and sketches, embeddings. Each has constant
 * or bounded memory and a state that can be written and read; none is safe for use by several threads. What each sees, costs and keeps
 * is in infra/docs/drift-detectors.md.
 */
@NullMarked
package io.perennial.curator.drift.detectors;

import org.jspecify.annotations.NullMarked;
