/** Comparison of champion and challenger on live requests. */
@NullMarked
package io.perennial.evaluator.shadow;

import org.jspecify.annotations.NullMarked;
