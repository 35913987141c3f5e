/** Tests of the MLflow client that need no server; those with the real server are in the tests module. */
@NullMarked
package io.perennial.runtime.mlflow;

import org.jspecify.annotations.NullMarked;
