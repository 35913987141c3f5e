/** Tests of the evaluation history. */
@NullMarked
package io.perennial.evaluator.history;

import org.jspecify.annotations.NullMarked;
