/** Tests of the shadow package. */
@NullMarked
package io.perennial.evaluator.shadow;

import org.jspecify.annotations.NullMarked;
