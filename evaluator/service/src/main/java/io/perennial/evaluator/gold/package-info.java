/** Versioned labelled sets that are held out from training. */
@NullMarked
package io.perennial.evaluator.gold;

import org.jspecify.annotations.NullMarked;
