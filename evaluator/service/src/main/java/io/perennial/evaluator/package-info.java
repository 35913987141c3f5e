/** Judges checkpoints: probes on gold sets, gates, shadow comparison. */
@NullMarked
package io.perennial.evaluator;

import org.jspecify.annotations.NullMarked;
