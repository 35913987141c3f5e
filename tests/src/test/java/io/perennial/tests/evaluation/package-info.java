/** The evaluator against a real broker and real checkpoints. */
@NullMarked
package io.perennial.tests.evaluation;

import org.jspecify.annotations.NullMarked;
