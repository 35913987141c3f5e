/** Tests of the gold sets. */
@NullMarked
package io.perennial.evaluator.gold;

import org.jspecify.annotations.NullMarked;
