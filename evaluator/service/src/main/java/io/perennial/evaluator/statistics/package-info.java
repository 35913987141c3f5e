/** Paired confidence bounds, tests and always-valid sequential tests. */
@NullMarked
package io.perennial.evaluator.statistics;

import org.jspecify.annotations.NullMarked;
