/** Tests of the projection that need no server; those with a real MLflow are in the tests module. */
@NullMarked
package io.perennial.evaluator.registry;

import org.jspecify.annotations.NullMarked;
