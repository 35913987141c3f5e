/** The projection of the decisions to MLflow's model registry, and the watch over aliases moved by hand. */
@NullMarked
package io.perennial.evaluator.registry;

import org.jspecify.annotations.NullMarked;
