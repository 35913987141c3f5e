/** Tests of the gate package. */
@NullMarked
package io.perennial.evaluator.gate;

import org.jspecify.annotations.NullMarked;
