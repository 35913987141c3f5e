/** Tests of the statistics package. */
@NullMarked
package io.perennial.evaluator.statistics;

import org.jspecify.annotations.NullMarked;
