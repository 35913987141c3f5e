/** Tests of the probe package. */
@NullMarked
package io.perennial.evaluator.probe;

import org.jspecify.annotations.NullMarked;
